//! What everybody knows and has answered, and whether the store says the same.

use super::*;

impl World {
    pub(super) async fn reply(&mut self, who: usize, fitting: bool) -> Result<(), TestCaseError> {
        let told: Announced = self.store.told("s").await.expect("what was told").into_iter().collect();
        let known = self.known(who).map(|(_, says)| says);
        self.minute += 1;
        let said =
            [Said::Accepted, Said::Declined, Said::Tentative][usize::try_from(self.minute % 3).unwrap_or(0)].clone();
        let at =
            Instant::from_utc(day("2023-02-09").and_hms_opt(9, 0, 0).expect("a time")).plus_seconds(self.minute * 60);
        let sequence = known.map_or(0, |says| says.sequence) + if fitting { 0 } else { 7 };
        let reply = Reply {
            uids: vec![uid()],
            attendee: self.people[who].person.address.clone(),
            sent_by: None,
            said: said.clone(),
            sequence,
            stamped: Some(at),
            comment: None,
            instance: None,
        };
        let message = Message {
            from: Some(self.people[who].person.address.clone()),
            to: Vec::new(),
            id: None,
            sent: Some(at),
            subject: None,
            incoming: Incoming::Replies(vec![reply]),
        };
        let sender = sender();
        let judged = self.answers.take(&message, &Circumstances::new(&told, &sender, at.plus_seconds(60)));
        let recorded = judged
            .iter()
            .any(|one| matches!(one, Judged::Reply { verdict: Verdict::Recorded(_) | Verdict::Unchanged(_), .. }));
        let may = fitting && known.is_some_and(|says| !says.off);
        prop_assert_eq!(recorded, may, "{:?} of {:?}", judged, known);
        if may {
            self.answered[who] = Some(said);
        }
        Ok(())
    }

    /// Everything is where the model says, and nobody was told what must not be.
    pub(super) async fn agrees(&self) -> Result<(), TestCaseError> {
        let mut given = BTreeMap::new();
        for (state, _) in State::ALL {
            for one in self.store.list(state).await.expect("a list") {
                given.insert(one.number, (state, one.copies));
            }
        }
        let expected: BTreeMap<i64, (State, i64)> =
            self.letters.iter().map(|(number, letter)| (*number, (letter.state, i64::from(letter.copies)))).collect();
        prop_assert_eq!(given, expected);
        let told = self.store.told("s").await.expect("what was told");
        let told: BTreeMap<&str, u32> =
            told.iter().map(|row| (row.told.recipient.person.address.as_str(), row.told.revision.sequence)).collect();
        for who in 0..PEOPLE {
            let address = self.people[who].person.address.as_str();
            prop_assert_eq!(told.get(address).copied(), self.known(who).map(|(_, says)| says.sequence), "{}", address);
            let answer = self.answers.answer(&id("sg13"), &self.people[who].person.address);
            prop_assert_eq!(answer.map(|answer| answer.said.clone()), self.answered[who].clone());
            let heard = &self.heard[who];
            prop_assert!(heard.first().is_none_or(|(_, says)| !says.off), "the end of what was never heard of");
            for pair in heard.windows(2) {
                prop_assert!(pair[0].1.sequence <= pair[1].1.sequence, "backwards: {:?}", heard);
                let copy = pair[0].1.sequence == pair[1].1.sequence;
                prop_assert!(!copy || pair[0].1 == pair[1].1, "one number, two truths: {:?}", heard);
            }
            for (number, _) in heard {
                prop_assert!(heard.iter().filter(|other| other.0 == *number).count() <= 3);
            }
        }
        Ok(())
    }
}

/// The id of the meeting in calendars.
fn uid() -> String {
    let announced =
        crate::announce::announced("sg13", "Ana", "ana@example.org", convoke::domain::language::Language::English);
    let calendar = announced.calendar().replace("\r\n ", "");
    calendar.lines().find_map(|line| line.strip_prefix("UID:")).expect("an id").trim().to_owned()
}
