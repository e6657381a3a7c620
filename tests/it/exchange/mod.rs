//! Files in: scenarios and plans, good and bad.

mod scenarios;
