//! Choices held against the recipe and against the ranges of the service, before anything is built.

use super::error::WorkflowError;
use super::hyperparameters::{check_hyperparameters, check_searched};
use super::options::{AutoTraining, ServingOption, Workflow};
use crate::schema::Domain;
use crate::validate::recipe::{Generation, Recipe};

/// The most letters of an address in S3. (Service model, `S3Location`.)
const ADDRESS_MAX: usize = 256;
/// The most event types with weights. (Service model, `EventParametersList`.)
const WEIGHTS_MAX: usize = 10;

/// Tells whether a recipe explores items by weight and age.
const fn explores(recipe: Recipe) -> bool {
    matches!(
        recipe,
        Recipe::UserPersonalization | Recipe::VodTopPicks | Recipe::EcommRecommendedForYou
    )
}

pub(super) fn check(workflow: &Workflow) -> Result<(), WorkflowError> {
    let recipe = workflow.recipe;
    let facts = recipe.facts();
    for needed in facts.needs {
        if !workflow.datasets.iter().any(|source| source.dataset == *needed) {
            return Err(WorkflowError::Missing { recipe: facts.name, dataset: needed.stem() });
        }
    }
    check_hyperparameters(recipe, &workflow.hyperparameters)?;
    if workflow.is_searching {
        check_searched(recipe)?;
    }
    check_for_recipe(workflow)?;
    if !workflow.event_weights.is_empty() && workflow.event_type.is_some() {
        return Err(WorkflowError::WeightsAndType);
    }
    check_values(workflow)
}

/// Tells whether batch jobs of a recipe are asked about users, as the cut's batch input does.
const fn recommends_for_users(recipe: Recipe) -> bool {
    matches!(
        recipe,
        Recipe::UserPersonalizationV2
            | Recipe::UserPersonalization
            | Recipe::Hrnn
            | Recipe::HrnnMetadata
            | Recipe::HrnnColdstart
            | Recipe::PopularityCount
    )
}

/// Tells whether a recipe makes segments alone, by jobs that no plan has.
const fn segments(recipe: Recipe) -> bool {
    matches!(recipe, Recipe::ItemAffinity | Recipe::ItemAttributeAffinity)
}

/// Refuses choices that the recipe does not take.
fn check_for_recipe(workflow: &Workflow) -> Result<(), WorkflowError> {
    let (recipe, facts) = (workflow.recipe, workflow.recipe.facts());
    let is_explored = workflow.exploration_weight.is_some() || workflow.exploration_age.is_some();
    let of_domain = workflow.domain != Domain::Custom;
    let has_training = !workflow.hyperparameters.is_empty()
        || workflow.is_searching
        || workflow.event_type.is_some()
        || workflow.value_min.is_some()
        || workflow.auto_training != AutoTraining::Off
        || workflow.cut.is_some();
    let serves = workflow.serving != ServingOption::None || workflow.cut.is_some();
    let refusals = [
        (
            is_explored && !explores(recipe),
            "exploration",
            "aws-user-personalization and use cases that explore",
        ),
        (
            !workflow.event_weights.is_empty() && facts.generation != Generation::Second,
            "a weight of events",
            "recipes of the second generation",
        ),
        (
            of_domain && has_training,
            "an event type or value, a hyperparameter, a search, automatic training or a batch job",
            "custom dataset groups",
        ),
        (
            !recommends_for_users(recipe) && workflow.cut.is_some(),
            "a batch job on the cut",
            "recipes that recommend for a user",
        ),
        (
            segments(recipe) && workflow.serving != ServingOption::None,
            "a campaign",
            "recipes that recommend; this one makes segments by batch segment jobs alone, so plan it with 0 requests a second",
        ),
        (
            is_explored && !serves,
            "exploration",
            "a campaign, a recommender or a batch job, of which none is planned",
        ),
    ];
    for (is_refused, what, expected) in refusals {
        if is_refused {
            return Err(WorkflowError::NotForRecipe { what, expected, recipe: facts.name });
        }
    }
    Ok(())
}

fn check_values(workflow: &Workflow) -> Result<(), WorkflowError> {
    let share = |x: f64| (0.0..=1.0).contains(&x);
    let wrong = |what, value: String, expected| Err(WorkflowError::Value { what, value, expected });
    if let Some(weight) = workflow.event_weights.iter().find(|one| !share(one.weight)) {
        return wrong("the weight of events", weight.weight.to_string(), "a number from 0 to 1");
    }
    if workflow.event_weights.len() > WEIGHTS_MAX {
        let n = workflow.event_weights.len().to_string();
        return wrong("event types with weights", n, "10 at most");
    }
    if let Some(weight) = workflow.exploration_weight.filter(|&weight| !share(weight)) {
        return wrong("the exploration weight", weight.to_string(), "a number from 0 to 1");
    }
    if let Some(age) = workflow.exploration_age.filter(|&age| age.is_nan() || age <= 0.0) {
        return wrong("the age of explored items", age.to_string(), "days, above 0");
    }
    if let Some(least) = workflow.value_min.filter(|least| !least.is_finite()) {
        return wrong("the least value of an event", least.to_string(), "a number");
    }
    let addresses = workflow.datasets.iter().map(|source| &source.location);
    let addresses =
        addresses.chain([&workflow.output]).chain(workflow.cut.iter().map(|cut| &cut.input));
    if let Some(long) = addresses.into_iter().find(|text| text.len() > ADDRESS_MAX) {
        return wrong("the address", long.clone(), "at most 256 letters");
    }
    match workflow.auto_training {
        AutoTraining::EveryDays(days) if !(1..=30).contains(&days) => {
            wrong("automatic training every", days.to_string(), "1 to 30 days")
        }
        _ => Ok(()),
    }
}
