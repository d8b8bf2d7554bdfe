//! Any text is read or refused at a place; what is printed is read as the same.

use proptest::prelude::*;

use super::*;

fn located<T: std::fmt::Debug>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = Located<T>> {
    values.prop_map(|value| Located::new(value, 0, 0))
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Items".to_owned()),
        Just("AND".to_owned()),
        Just("Interactions".to_owned()),
        Just("CurrentUser".to_owned()),
        "[A-Za-z_][A-Za-z0-9_]{0,8}",
    ]
}

fn value() -> impl Strategy<Value = FilterValue> {
    prop_oneof![
        "[^\"]{0,12}".prop_map(FilterValue::Text),
        "-?[0-9]{1,6}(\\.[0-9]{1,4})?".prop_map(FilterValue::Number),
        "[A-Za-z0-9_]{1,8}".prop_map(FilterValue::Placeholder),
    ]
}

fn operand(operator: FilterOperator) -> BoxedStrategy<FilterOperand> {
    let field = (located(Just(CURRENT_ITEM.to_owned())), located(word()))
        .prop_map(|(dataset, field)| FilterOperand::Field { dataset, field });
    let most = if operator.takes_list() { 4 } else { 1 };
    let list = proptest::collection::vec(located(value()), 1..=most).prop_map(FilterOperand::List);
    if operator.takes_list() {
        prop_oneof![field, list].boxed()
    } else {
        prop_oneof![field, list, located(value()).prop_map(FilterOperand::One)].boxed()
    }
}

fn condition() -> impl Strategy<Value = FilterCondition> {
    let operator = proptest::sample::select(FilterOperator::ALL.to_vec());
    let operand = operator.prop_flat_map(|operator| (Just(operator), operand(operator)));
    (located(word()), located(word()), operand).prop_map(|(dataset, field, (operator, operand))| {
        FilterCondition { dataset, field, operator: Located::new(operator, 0, 0), operand }
    })
}

fn part() -> impl Strategy<Value = FilterPart> {
    (
        located(proptest::sample::select(FilterAction::ALL.to_vec())),
        located(proptest::sample::select(FilterTarget::ALL.to_vec())),
        condition(),
        proptest::collection::vec(
            (located(proptest::sample::select(FilterJoiner::ALL.to_vec())), condition()),
            0..3,
        ),
        proptest::collection::vec(condition(), 0..3),
    )
        .prop_map(|(action, target, first, rest, current_user)| FilterPart {
            action,
            target,
            first,
            rest,
            current_user,
        })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(parts in proptest::collection::vec(part(), 1..4)) {
        let expression = FilterExpression { parts };
        let text = expression.to_string();
        let read = parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&expression), "{}", text);
        let again = read.map(|read| read.to_string());
        prop_assert_eq!(again, Ok(text));
    }

    #[test]
    fn any_text_is_read_or_refused_within_it(text in any_text()) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.start <= error.end && error.end <= text.len(), "{:?}", error);
            prop_assert!(text.is_char_boundary(error.start) && text.is_char_boundary(error.end));
        }
        let checked = check(&text, "a filter", &FilterSchemas::default(), &std::sync::Arc::default());
        let n_lines = text.matches('\n').count() as u64 + 1;
        for example in checked.violations.iter().flat_map(|found| &found.examples) {
            prop_assert!((1..=n_lines).contains(&example.line));
        }
        prop_assert!(checked.expression.is_some() || !checked.violations.is_empty());
    }
}

/// Any characters, and pieces of expressions in any order.
fn any_text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 24] = [
        "INCLUDE",
        "EXCLUDE",
        "ItemID",
        "WHERE",
        "Items",
        ".",
        "GENRES",
        "IN",
        "NOT",
        "(",
        ")",
        ",",
        "\"a\"",
        "$X",
        "1.5",
        "-",
        "<=",
        "!=",
        "AND",
        "OR",
        "IF",
        "CurrentUser",
        "|",
        "\n é",
    ];
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..24);
    prop_oneof![".{0,60}", pieces.prop_map(|pieces| pieces.join(" "))]
}

/// The place and message of the one fault of an expression.
fn refused(text: &str) -> (usize, String) {
    let error = parse(text).expect_err("it cannot be read");
    (error.start, error.message)
}

#[test]
fn a_slip_is_named_at_its_place() {
    let message = |text: &str| {
        let (at, message) = refused(text);
        format!("{at}: {message}")
    };
    assert_eq!(message(""), "0: expected INCLUDE or EXCLUDE, found the end of the expression");
    assert_eq!(
        message("EXCLUDE ItemID WERE Items.GENRES IN (\"x\")"),
        "15: expected WHERE, found `WERE` (did you mean `WHERE`?)"
    );
    assert_eq!(
        message("EXCLUDE ItemID WHERE Items.GENRES NOT_IN (\"x\")"),
        "34: expected IN, NOT IN, =, <, <=, > or >=, found `NOT_IN` (did you mean `NOT IN`?)"
    );
    assert_eq!(
        message("EXCLUDE ItemID WHERE Items.GENRES IN ('x')"),
        "38: expected double quotes (\") around a text, found `'`"
    );
    assert_eq!(
        message("EXCLUDE ItemID WHERE Items.YEAR = (1, 2)"),
        "36: expected `)`, since `=` compares with one value, found `,`"
    );
    assert_eq!(
        message("INCLUDE ItemID WHERE Items.A = 1 IF CurrentUser.B = 2 OR CurrentUser.C = 3"),
        "54: expected AND, `|` or the end behind IF, which OR cannot extend, found `OR`"
    );
}

#[test]
fn keywords_are_read_in_any_case() {
    let small =
        parse("exclude itemId where INTERACTIONS.event_type in (\"click\")").expect("it reads");
    assert_eq!(
        small.to_string(),
        "EXCLUDE ItemID WHERE INTERACTIONS.event_type IN (\"click\")",
        "the form that the service's own model documents"
    );
}
