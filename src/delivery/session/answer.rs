//! The relay's answers: read within limits, since a relay may send anything, and kept printable and short.

use super::outcome::{EnhancedCode, Reason};

/// Octets of one line; RFC 5321 4.5.3.1.5 allows 512, some relays need more.
pub(super) const LINE_LIMIT: usize = 4096;
/// Lines of one answer.
const LINES: usize = 128;
/// Characters kept of an answer.
const KEPT: usize = 500;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) code: u16,
    pub(super) enhanced: Option<EnhancedCode>,
    /// What follows the code, line by line, printable.
    pub(super) lines: Vec<String>,
}

impl Answer {
    /// The answer on one line, at most [`KEPT`] characters, for logs and people.
    pub(super) fn text(&self) -> String {
        let whole = format!("{} {}", self.code, self.lines.join(" "));
        let whole = whole.trim_end();
        if whole.chars().count() <= KEPT {
            return whole.to_owned();
        }
        whole.chars().take(KEPT - 1).chain(['…']).collect()
    }
}

/// An answer while its lines come in.
#[derive(Debug, Default)]
pub(super) struct Reading {
    code: Option<u16>,
    lines: Vec<String>,
}

impl Reading {
    /// Takes one line, without its end; gives the answer when it was the last.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<Option<Answer>, Reason> {
        if line.len() > LINE_LIMIT {
            return Err(Reason::BadAnswer("a line is too long"));
        }
        let (code, last, rest) = parts(line).ok_or(Reason::BadAnswer("a line does not begin with a reply code"))?;
        if *self.code.get_or_insert(code) != code {
            return Err(Reason::BadAnswer("the lines of one answer have different codes"));
        }
        if self.lines.len() == LINES {
            return Err(Reason::BadAnswer("an answer has too many lines"));
        }
        self.lines.push(printable(rest));
        if !last {
            return Ok(None);
        }
        let lines = std::mem::take(&mut self.lines);
        Ok(Some(Answer { code, enhanced: enhanced(code, &lines[0]), lines }))
    }
}

/// Code, whether it is the last line, and what follows.
fn parts(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    let [first @ b'2'..=b'5', second @ b'0'..=b'9', third @ b'0'..=b'9'] = *digits else { return None };
    let code = [first, second, third].iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match rest {
        [] => Some((code, true, rest)),
        [b' ', rest @ ..] => Some((code, true, rest)),
        [b'-', rest @ ..] => Some((code, false, rest)),
        _ => None,
    }
}

/// An enhanced code at the beginning of a line, if its class is that of the reply (RFC 2034 section 4).
fn enhanced(code: u16, line: &str) -> Option<EnhancedCode> {
    let word = line.split_ascii_whitespace().next()?;
    let mut numbers = word.split('.').map(|part| {
        let digits = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u16>().ok()).flatten()
    });
    let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let class = u8::try_from(class).ok()?;
    (numbers.next().is_none() && u16::from(class) == code / 100).then_some(EnhancedCode { class, subject, detail })
}

/// Without control characters, and without those that hide or reorder text.
fn printable(bytes: &[u8]) -> String {
    let hidden = |character: char| matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    String::from_utf8_lossy(bytes).chars().filter(|&one| !one.is_control() && !hidden(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&[u8]]) -> Result<Option<Answer>, Reason> {
        let mut reading = Reading::default();
        let mut answer = None;
        for line in lines {
            assert_eq!(answer, None, "it ended before {line:?}");
            answer = reading.line(line)?;
        }
        Ok(answer)
    }

    #[test]
    fn answers_are_read_and_their_codes_with_them() {
        let code = |class, subject, detail| Some(EnhancedCode { class, subject, detail });
        let cases: [(&[&[u8]], u16, Option<EnhancedCode>, &str); 9] = [
            (&[b"250 2.1.5 ok"], 250, code(2, 1, 5), "250 2.1.5 ok"),
            (&[b"250"], 250, None, "250"),
            (&[b"250-one", b"250-", b"250 three"], 250, None, "250 one  three"),
            (&[b"550-5.1.1 no", b"550 5.1.1 such"], 550, code(5, 1, 1), "550 5.1.1 no 5.1.1 such"),
            (&[b"550 4.1.1 the class is another"], 550, None, "550 4.1.1 the class is another"),
            (&[b"451 4.7.1234 no code"], 451, None, "451 4.7.1234 no code"),
            (&[b"451 4.7 no code"], 451, None, "451 4.7 no code"),
            (&[b"250 \x1b[31mred\x00\x07"], 250, None, "250 [31mred"),
            (&["250 a\u{202e}b\u{200b}c é".as_bytes()], 250, None, "250 abc é"),
        ];
        for (lines, code, enhanced, text) in cases {
            let answer = read(lines).expect("an answer").expect("complete");
            assert_eq!((answer.code, answer.enhanced, answer.text().as_str()), (code, enhanced, text));
        }
    }

    #[test]
    fn what_is_no_answer_is_said_so() {
        for line in [&b""[..], b"25", b"2x0 ok", b"150 ok", b"600 ok", b"250ok", b"HTTP/1.1 200 OK", b"\xff\xfe\xfd"] {
            assert!(matches!(read(&[line]), Err(Reason::BadAnswer(_))), "{line:?}");
        }
        assert!(matches!(read(&[b"250-a", b"251 b"]), Err(Reason::BadAnswer(_))));
        assert!(matches!(read(&vec![&b"250-a"[..]; 129]), Err(Reason::BadAnswer(_))));
        assert_eq!(read(&[&b"250-a"[..]; 128]), Ok(None));
    }

    #[test]
    fn what_is_kept_is_short() {
        let line = [b"250 ".as_slice(), &vec![b'a'; LINE_LIMIT - 4]].concat();
        let text = read(&[&line]).expect("an answer").expect("complete").text();
        assert_eq!(text.chars().count(), KEPT);
        assert!(text.ends_with('…'));
        assert!(read(&[&[line.as_slice(), b"a"].concat()]).is_err());
    }
}
