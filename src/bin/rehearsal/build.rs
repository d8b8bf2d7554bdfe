//! The build script: tells the program its target, its profile and its commit.
//!
//! The commit is `REHEARSAL_COMMIT` where that is set, or else, in a release build, what `.git` names; no git runs, and
//! without a repository there is none. A development build does not look: it would be built anew after each commit.

use std::fs::read_to_string;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=src/bin/rehearsal/build.rs");
    println!("cargo:rerun-if-env-changed=REHEARSAL_COMMIT");
    let of_cargo = |name: &str| std::env::var(name).unwrap_or_default();
    let profile = of_cargo("PROFILE");
    println!("cargo:rustc-env=REHEARSAL_BUILD_TARGET={}", of_cargo("TARGET"));
    println!("cargo:rustc-env=REHEARSAL_BUILD_PROFILE={profile}");
    let named = std::env::var("REHEARSAL_COMMIT").ok().filter(|commit| !commit.is_empty());
    let root = PathBuf::from(of_cargo("CARGO_MANIFEST_DIR"));
    let commit =
        named.or_else(|| if profile == "release" { commit_of(&root.join(".git")) } else { None });
    if let Some(commit) = commit {
        println!("cargo:rustc-env=REHEARSAL_BUILD_COMMIT={commit}");
    }
}

/// The commit that is checked out, from the files of a repository.
fn commit_of(git: &Path) -> Option<String> {
    // The `.git` of a worktree is a file that names its folder.
    let folder = match read_to_string(git) {
        Ok(text) => git.parent()?.join(text.strip_prefix("gitdir:")?.trim()),
        Err(_) => git.to_owned(),
    };
    let head = watched(&folder.join("HEAD"))?;
    let Some(name) = head.strip_prefix("ref:") else { return hash(&head) };
    let name = name.trim();
    let common = read_to_string(folder.join("commondir"));
    let shared = common.map_or_else(|_| folder.clone(), |path| folder.join(path.trim()));
    let own = [&folder, &shared].into_iter().find_map(|place| watched(&place.join(name)));
    if let Some(own) = own {
        return hash(&own);
    }
    // The next commit makes a file of its own in the folder.
    if let Some(folder) = shared.join(name).parent().filter(|folder| folder.is_dir()) {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
    let packed = watched(&shared.join("packed-refs"))?;
    let line = packed.lines().find(|line| line.ends_with(&format!(" {name}")))?;
    hash(line.split(' ').next()?)
}

/// The text of a file whose change has the script run again.
fn watched(path: &Path) -> Option<String> {
    let text = read_to_string(path).ok()?;
    println!("cargo:rerun-if-changed={}", path.display());
    Some(text)
}

fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    let is_hash = text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}
