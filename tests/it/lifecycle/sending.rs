//! Senders: what they take, mark and end, and what becomes of it when they are gone.

use super::*;

impl World {
    pub(super) async fn claim(&mut self, lives: bool) -> Result<(), TestCaseError> {
        let lease = if lives { 3_600_000 } else { -1 };
        let claim = Claim { by: "test", most: 1_000, lease, most_per_day: 1_000, most_per_minute: 0 };
        let given = self.store.claim(&claim).await.expect("claims");
        let on_its_way = |who: usize| {
            self.letters.values().any(|letter| letter.who == who && matches!(letter.state, State::Claimed | State::Dot))
        };
        let due = |letter: &Letter| letter.state.is_due() && letter.due && !on_its_way(letter.who) && !self.stopped;
        let expected: Vec<i64> =
            self.letters.iter().filter(|(_, letter)| due(letter)).map(|(number, _)| *number).collect();
        prop_assert_eq!(given.iter().map(|one| one.number).collect::<Vec<_>>(), expected);
        for one in given {
            let letter = self.letters.get_mut(&one.number).expect("known");
            (letter.state, letter.silent) = (State::Claimed, !lives);
            letter.claims += 1;
            self.held.push(Held { number: one.number, fence: one.fence, claim: letter.claims });
        }
        Ok(())
    }

    pub(super) async fn mark(&self, held: Held, mark: Mark) -> Marked {
        self.store.mark(&[(held.number, held.fence, mark)]).await.expect("an answer")[0]
    }

    pub(super) async fn dot(&mut self, many: u8) -> Result<(), TestCaseError> {
        for held in self.held.clone().into_iter().take(many.into()) {
            let letter = &self.letters[&held.number];
            let mine = letter.claims == held.claim && letter.state == State::Claimed && letter.copies < 3;
            let expected = match (self.stopped, mine) {
                (true, _) => Marked::Stopped,
                (false, true) => Marked::Done(State::Dot),
                (false, false) => Marked::Lost,
            };
            prop_assert_eq!(self.mark(held, Mark::Dot).await, expected, "{:?}", letter);
            if expected == Marked::Done(State::Dot) {
                let letter = self.letters.get_mut(&held.number).expect("known");
                letter.state = State::Dot;
                letter.copies += 1;
                // It may arrive from here on.
                self.heard[letter.who].push((held.number, letter.says));
            }
        }
        Ok(())
    }

    pub(super) async fn end(&mut self, many: u8, how: u8) -> Result<(), TestCaseError> {
        for _ in 0..many {
            if self.held.is_empty() {
                return Ok(());
            }
            let held = self.held.remove(0);
            let letter = self.letters[&held.number].clone();
            let dotted = letter.state == State::Dot && letter.claims == held.claim;
            let attempt = match how {
                0..=2 if dotted => Attempt::Accepted,
                3 if dotted => Attempt::Lost,
                4 => Attempt::Refused,
                _ => Attempt::Deferred,
            };
            let mine = letter.claims == held.claim && matches!(letter.state, State::Claimed | State::Dot);
            let without = letter.copies - u32::from(dotted);
            let overtaken = self.overtaken(held.number);
            let (state, copies) = match attempt {
                Attempt::Accepted => (State::Sent, letter.copies),
                Attempt::Refused => (State::Failed, without),
                Attempt::Lost if letter.copies < 2 && !overtaken => (State::Uncertain, letter.copies),
                Attempt::Lost => (State::Parked, letter.copies),
                _ if overtaken && without > 0 => (State::Parked, without),
                _ if overtaken => (State::Superseded, without),
                _ if without > 0 => (State::Uncertain, without),
                _ => (State::Deferred, without),
            };
            let ending = Ending { attempt, dotted, answer: "its words".to_owned() };
            let expected = if mine { Marked::Done(state) } else { Marked::Lost };
            prop_assert_eq!(self.mark(held, Mark::End(ending)).await, expected, "{:?} of {:?}", attempt, letter);
            if mine {
                if dotted && copies < letter.copies {
                    // It was refused after all: this copy did not arrive.
                    let heard = &mut self.heard[letter.who];
                    let at = heard.iter().rposition(|(number, _)| *number == held.number).expect("it had left");
                    heard.remove(at);
                }
                let letter = self.letters.get_mut(&held.number).expect("known");
                (letter.state, letter.copies, letter.due) = (state, copies, false);
                letter.claims += u32::from(attempt != Attempt::Accepted);
            }
        }
        Ok(())
    }

    pub(super) async fn sweep(&mut self) -> Result<(), TestCaseError> {
        let swept = self.store.sweep().await.expect("swept");
        let silent: Vec<i64> = self
            .letters
            .iter()
            .filter(|(_, letter)| letter.silent && matches!(letter.state, State::Claimed | State::Dot))
            .map(|(number, _)| *number)
            .collect();
        let mut counted = (0, 0, 0);
        for number in silent {
            let overtaken = self.overtaken(number);
            let letter = self.letters.get_mut(&number).expect("known");
            let marked = letter.state == State::Dot;
            letter.state = match (marked, overtaken, letter.copies) {
                (false, true, 0) => State::Superseded,
                (false, false, 0) => State::Queued,
                (false, false, _) => State::Uncertain,
                (true, false, 1) => State::Uncertain,
                _ => State::Parked,
            };
            match (marked, letter.state) {
                (false, _) => counted.0 += 1,
                (true, State::Uncertain) => counted.1 += 1,
                _ => counted.2 += 1,
            }
            letter.due = true;
            letter.claims += 1;
        }
        prop_assert_eq!(
            (swept.taken_up, swept.repeated, swept.parked, swept.expired),
            (counted.0, counted.1, counted.2, 0)
        );
        Ok(())
    }

    /// An hour passes, for the store by its rows.
    pub(super) async fn wait(&mut self) {
        let pool = sqlx::SqlitePool::connect(&self.address).await.expect("the file");
        for statement in [
            "UPDATE message SET next_at = 0 WHERE state IN ('deferred', 'uncertain')",
            "UPDATE message SET lease_until = 0 WHERE state IN ('claimed', 'dot')",
        ] {
            sqlx::query(statement).execute(&pool).await.expect("changed");
        }
        pool.close().await;
        for letter in self.letters.values_mut() {
            letter.due |= matches!(letter.state, State::Deferred | State::Uncertain);
            letter.silent |= matches!(letter.state, State::Claimed | State::Dot);
        }
    }

    pub(super) async fn kill(&mut self) {
        self.held.clear();
        self.store.clone().close().await;
        self.store = Store::open(&self.address, false).await.expect("a store");
    }

    pub(super) async fn resend(&mut self) -> Result<(), TestCaseError> {
        let again: Vec<i64> = self
            .letters
            .iter()
            .filter(|(_, letter)| matches!(letter.state, State::Parked | State::Failed))
            .map(|(number, _)| *number)
            .collect();
        let expected: Vec<i64> = again
            .iter()
            .copied()
            .filter(|number| self.letters[number].copies < 3 && !self.overtaken(*number))
            .collect();
        prop_assert_eq!(self.store.retry(&again, "Cy").await.expect("an answer"), expected.len() as u64);
        for number in expected {
            let letter = self.letters.get_mut(&number).expect("known");
            (letter.state, letter.due) = (State::Queued, true);
            letter.claims += 1;
        }
        Ok(())
    }
}
