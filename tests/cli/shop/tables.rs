//! The shop as the files that its people would export.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::events::{Event, FIRST_DAY_S, Shop};

fn quoted(text: &str) -> String {
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn customer<'s>(shop: &'s Shop, event: &Event) -> Option<&'s str> {
    let visitor = &shop.visitors[event.visitor];
    visitor.customer.as_deref().filter(|_| event.is_known)
}

fn price(cents: usize) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The events with instants in whole seconds and without a customer before the login.
pub(super) fn events_csv(shop: &Shop) -> Vec<u8> {
    let mut csv = "visitor,customer,sku,action,price,at\n".to_owned();
    for event in &shop.events {
        let product = &shop.products[event.product];
        let visitor = &shop.visitors[event.visitor].id;
        let customer = customer(shop, event).unwrap_or("");
        let (sku, action) = (&product.sku, event.action);
        let price = price(product.cents);
        let _ = writeln!(csv, "{visitor},{customer},{sku},{action},{price},{}", event.at_s);
    }
    csv.into_bytes()
}

pub(super) fn products_csv(shop: &Shop) -> Vec<u8> {
    let mut csv = "sku,name,categories,price,on_sale_since\n".to_owned();
    for product in &shop.products {
        let since = product.since_day.map_or_else(String::new, |day| {
            let day = i64::try_from(day).expect("a day of the year");
            (FIRST_DAY_S - 86_400 * (day + 1)).to_string()
        });
        let (sku, name) = (&product.sku, quoted(&product.name));
        let price = price(product.cents);
        let _ = writeln!(csv, "{sku},{name},{},{price},{since}", product.categories);
    }
    csv.into_bytes()
}

/// A row for every visitor who is a customer; ages are not always known.
pub(super) fn customers_csv(shop: &Shop) -> Vec<u8> {
    let mut csv = "visitor,customer,age,membership,town\n".to_owned();
    for visitor in &shop.visitors {
        let Some(customer) = &visitor.customer else { continue };
        let age = visitor.age.map_or_else(String::new, |age| age.to_string());
        let membership = if visitor.is_member { "member" } else { "guest" };
        let _ = writeln!(csv, "{},{customer},{age},{membership},{}", visitor.id, visitor.town);
    }
    csv.into_bytes()
}

/// The rows of [`events_csv`] with types: prices in cents as whole numbers of 32 bits and as real ones,
/// instants in milliseconds.
pub(super) fn events_parquet(shop: &Shop) -> Vec<u8> {
    let events = &shop.events;
    let texts = |text: &dyn Fn(&Event) -> Option<String>| -> ArrayRef {
        Arc::new(events.iter().map(text).collect::<StringArray>())
    };
    let cents = |event: &Event| i32::try_from(shop.products[event.product].cents).expect("small");
    let columns = [
        ("visitor", texts(&|event| Some(shop.visitors[event.visitor].id.clone()))),
        ("customer", texts(&|event| customer(shop, event).map(str::to_owned))),
        ("sku", texts(&|event| Some(shop.products[event.product].sku.clone()))),
        ("action", texts(&|event| Some(event.action.to_owned()))),
        ("cents", Arc::new(Int32Array::from_iter_values(events.iter().map(cents))) as ArrayRef),
        (
            "price",
            Arc::new(Float64Array::from_iter_values(
                events.iter().map(|event| f64::from(cents(event)) / 100.0),
            )),
        ),
        (
            "at",
            Arc::new(
                TimestampMillisecondArray::from_iter_values(
                    events.iter().map(|event| event.at_s * 1_000),
                )
                .with_timezone("UTC"),
            ),
        ),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a schema");
    writer.write(&batch).expect("it is written");
    writer.close().expect("it is closed");
    bytes
}

/// The rows of a Parquet file; none where it is not one.
pub(super) fn rows(bytes: &[u8]) -> Vec<RecordBatch> {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("it is written");
    let Ok(builder) = ParquetRecordBatchReaderBuilder::try_new(file) else { return Vec::new() };
    builder.build().expect("a reader").map(|batch| batch.expect("a batch")).collect()
}
