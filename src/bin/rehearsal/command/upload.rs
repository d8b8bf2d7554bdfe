//! `upload`: the prepared files to S3.

use std::fmt::Write;

use rehearsal::aws::Access;
use rehearsal::upload::s3::upload;
use rehearsal::upload::{UploadTarget, plan};
use rehearsal::validate::Report as Validation;

use crate::args::Upload;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(args: &Upload, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let destination = UploadTarget::parse(&args.destination)?;
    let items = plan(folder.path(), &destination)?;
    let validation: Option<Validation> = folder.read_json("validation.json")?;
    if validation.is_some_and(|validation| validation.summary.errors > 0) {
        output.warn("`validate schema` found errors in this folder; an import would meet them too");
    }
    if !args.dry_run {
        let access =
            Access { endpoint_url: args.endpoint_url.clone(), region: args.region.clone() };
        let bar = output.progress(items.iter().map(|item| item.bytes).sum());
        bar.set_message("uploading");
        upload(&items, &destination, &access, &|item| bar.inc(item.bytes))?;
        bar.finish_and_clear();
    }
    let mut text = String::new();
    for item in &items {
        let _ = writeln!(
            text,
            "{} -> s3://{}/{} ({} bytes)",
            item.path.display(),
            destination.bucket,
            item.key,
            rehearsal::number::thousands(item.bytes)
        );
    }
    if args.dry_run {
        output.note("dry run: nothing was sent");
    } else {
        output.note(&format!(
            "Personalize may read them once the bucket has the policy of `rehearsal policy bucket {}`",
            destination.bucket
        ));
    }
    let value = serde_json::json!({
        "schema_version": 1, "bucket": destination.bucket, "dry_run": args.dry_run, "files": items,
    });
    output.data(&text, &json(&value)?)?;
    Ok(Verdict::Done)
}
