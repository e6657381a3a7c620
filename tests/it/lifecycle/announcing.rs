//! What is prepared and approved: who is due what, and what that overtakes.

use super::*;

impl World {
    /// Why somebody is to be written to, if they are.
    pub(super) fn due_to(&self, who: usize) -> Option<&'static str> {
        match self.known(who) {
            None => (!self.off).then_some("invitation"),
            Some((_, says)) if self.off => (!says.off).then_some("cancellation"),
            Some((_, says)) => (says.off || says.week != self.week).then_some("change"),
        }
    }

    pub(super) async fn prepare(&mut self) -> Result<(), TestCaseError> {
        self.minute += 1;
        let (plan, people) = (self.plan(), self.people.clone());
        let expected: Vec<(usize, &str)> = (0..PEOPLE).filter_map(|who| Some((who, self.due_to(who)?))).collect();
        let known: Vec<Option<i64>> = (0..PEOPLE).map(|who| self.known(who).map(|(number, _)| number)).collect();
        let told: Announced = self.store.told("s").await.expect("what was told").into_iter().collect();
        let all = dispatches(&told, &plan, &people, self.minute);
        let prepared = prepare(&self.store, &plan, &people, self.minute).await;
        // Whatever nobody approved is dropped.
        self.letters.retain(|_, letter| letter.state != State::Draft);
        let mut drafts = self.store.list(State::Draft).await.expect("drafts");
        drafts.sort_by_key(|draft| draft.number);
        prop_assert_eq!(all.len(), drafts.len());
        let mut given = Vec::new();
        for (draft, dispatch) in drafts.iter().zip(&all) {
            let who =
                people.iter().position(|one| one.person.address.as_str() == draft.recipient).expect("one of them");
            given.push((who, draft.reason.as_str()));
            let says = Says { week: self.week, off: self.off, sequence: dispatch.told.revision.sequence };
            if let Some((_, before)) = self.known(who) {
                prop_assert!(says.sequence > before.sequence, "{} after {:?}", says.sequence, before);
            }
            let letter = Letter {
                who,
                announcement: draft.announcement,
                says,
                state: State::Draft,
                copies: 0,
                due: true,
                silent: false,
                claims: 0,
            };
            self.letters.insert(draft.number, letter);
        }
        given.sort_unstable();
        prop_assert_eq!(given, expected);
        self.prepared = Some(Prepared { number: prepared.number, digest: prepared.digest, known });
        Ok(())
    }

    pub(super) async fn approve(&mut self, how: u8) -> Result<(), TestCaseError> {
        let Some(Prepared { number, digest, known }) = &self.prepared else { return Ok(()) };
        let (number, by) = (*number, if how == 1 { " ANA" } else { "Bo" });
        let seen = if how == 2 { "00".to_owned() } else { digest.clone() };
        let now: Vec<Option<i64>> = (0..PEOPLE).map(|who| self.known(who).map(|(number, _)| number)).collect();
        let fits = *known == now;
        let given = self.store.approve(number, by, &seen).await;
        let drafts = self.letters.values().filter(|letter| letter.state == State::Draft).count() as u64;
        match (how, given) {
            (1, Ok(Approval::SamePerson)) | (2, Ok(Approval::OtherDigest { .. })) => {}
            (0, Ok(Approval::ToldSince)) => prop_assert!(!fits, "nothing has left since it was prepared"),
            (0, Err(StoreError::Repeats { .. })) => {
                let thrice = |draft: &Letter| {
                    let same = |other: &&Letter| {
                        other.who == draft.who && other.says == draft.says && other.state != State::Draft
                    };
                    self.letters.values().filter(same).count() >= 2
                };
                let drafts = self.letters.values().filter(|letter| letter.state == State::Draft);
                prop_assert!(drafts.clone().any(thrice), "the breaker refuses what is no repetition");
                self.broken = true;
            }
            (0, Ok(Approval::Approved { queued, overtaken })) => {
                prop_assert!(fits, "what was told has changed since it was prepared");
                let waits = |letter: &Letter| {
                    letter.announcement != number && (letter.state.is_due() || letter.state == State::Claimed)
                };
                prop_assert_eq!(overtaken, self.letters.values().filter(|letter| waits(letter)).count() as u64);
                prop_assert_eq!(queued, drafts);
                for letter in self.letters.values_mut() {
                    if waits(letter) {
                        letter.state = if letter.copies > 0 { State::Parked } else { State::Superseded };
                        letter.claims += 1;
                    } else if letter.state == State::Draft {
                        (letter.state, letter.due) = (State::Queued, true);
                    }
                }
                self.prepared = None;
            }
            (_, other) => prop_assert!(false, "approved as {}: {:?}", how, other),
        }
        Ok(())
    }
}
