//! What the store knows about people: secrets made once.

use std::collections::{BTreeMap, BTreeSet};

use convoke::announce::UnsubscribeToken;
use convoke::store::StoreError;

use super::on_both;

/// Dice that fall the same in every run: each throw another.
fn dice(first: u8) -> impl FnMut() -> Option<[u8; 32]> {
    let mut next = first;
    move || {
        next += 1;
        Some([next; 32])
    }
}

fn addresses(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| format!("{name}@example.org")).collect()
}

#[test]
fn a_token_is_made_once_for_each_address_and_kept_for_life() {
    on_both(async |store| {
        let ten = |n| UnsubscribeToken::from_random([n; 32]);
        let issued = store.issue_tokens(&addresses(&["ana", "bo"]), &mut dice(0)).await.expect("tokens");
        let expected = [("ana@example.org", ten(1)), ("bo@example.org", ten(2))];
        assert_eq!(issued, expected.map(|(address, token)| (address.to_owned(), token)).into());
        let more = store.issue_tokens(&addresses(&["bo", "zoe"]), &mut dice(10)).await.expect("tokens");
        assert_eq!(more["bo@example.org"], ten(2), "the first one stays");
        assert_eq!(more["zoe@example.org"], ten(11));
        assert_eq!(store.tokens().await.expect("tokens"), more);
        let mut never = || -> Option<[u8; 32]> { panic!("nobody needs one") };
        assert_eq!(store.issue_tokens(&addresses(&["ana"]), &mut never).await.expect("tokens"), more);
        let error = store.issue_tokens(&addresses(&["di"]), &mut || None).await.expect_err("no secret without dice");
        assert!(matches!(error, StoreError::Random), "{error}");
        // Two people with one secret: the dice are broken, and that is said.
        assert!(store.issue_tokens(&addresses(&["di"]), &mut dice(0)).await.is_err());
        assert_eq!(store.tokens().await.expect("tokens"), more);
    });
}

/// Several machines prepare at once: each address has one token, and all of them see the same.
#[test]
fn whoever_issues_at_the_same_time_gets_the_same_tokens() {
    on_both(async |store| {
        let all = addresses(&["a", "b", "c", "d", "e", "f"]);
        let issue = |first: u8| {
            let (store, all) = (store.clone(), all.clone());
            tokio::spawn(async move { store.issue_tokens(&all, &mut dice(first)).await.expect("tokens") })
        };
        let racing: Vec<_> = [0, 50, 100, 150].map(issue).into();
        let mut seen: Vec<BTreeMap<String, UnsubscribeToken>> = Vec::new();
        for one in racing {
            seen.push(one.await.expect("ended"));
        }
        assert_eq!(seen[0].len(), all.len());
        assert!(seen.iter().all(|one| *one == seen[0]));
    });
}
