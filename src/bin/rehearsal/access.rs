//! The way to reach AWS, as the command line and the environment say it.

use rehearsal::aws::Access;

use crate::args::ReachArgs;

/// The tries of a request where nothing else is said; between two the SDK waits longer and longer.
const TRIES: u32 = 5;
/// The variable that says another number of tries, which the SDK reads.
const TRIES_VARIABLE: &str = "AWS_MAX_ATTEMPTS";
/// The variables that name another endpoint, which the SDK reads.
const ENDPOINT_VARIABLES: [&str; 2] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

/// The way that the options say.
pub(crate) fn access(args: &ReachArgs) -> Access {
    let environment = of_environment();
    Access {
        endpoint_url: args.endpoint_url.clone(),
        region: args.region.clone(),
        profile: args.profile.clone(),
        // A store of one's own seldom has a host for each bucket.
        force_path_style: args.endpoint_url.is_some() || environment.force_path_style,
        ..environment
    }
}

/// The way that the environment and the AWS configuration say.
pub(crate) fn of_environment() -> Access {
    let is_set = |name: &&str| std::env::var_os(name).is_some();
    Access {
        tries: (!is_set(&TRIES_VARIABLE)).then_some(TRIES),
        force_path_style: ENDPOINT_VARIABLES.iter().any(is_set),
        ..Access::default()
    }
}
