//! The facts of this build, for `--version -v`.

/// The features that can be chosen, each with whether it was.
const FEATURES: [(&str, bool); 7] = [
    ("aws", cfg!(feature = "aws")),
    ("charts", cfg!(feature = "charts")),
    ("cli", cfg!(feature = "cli")),
    ("fetch", cfg!(feature = "fetch")),
    ("frames", cfg!(feature = "frames")),
    ("s3", cfg!(feature = "s3")),
    ("spark", cfg!(feature = "spark")),
];

/// The version's line, and a line for each fact.
pub(crate) fn text() -> String {
    let features = FEATURES.iter().filter(|(_, chosen)| *chosen).map(|(name, _)| *name);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    [
        concat!("rehearsal ", env!("CARGO_PKG_VERSION")).to_owned(),
        format!("commit: {}", option_env!("REHEARSAL_BUILD_COMMIT").unwrap_or("not recorded")),
        format!("features: {}", features.collect::<Vec<_>>().join(", ")),
        format!("target: {}", env!("REHEARSAL_BUILD_TARGET")),
        format!("profile: {}", env!("REHEARSAL_BUILD_PROFILE")),
        format!("threads: {threads}\n"),
    ]
    .join("\n")
}
