//! The hotel confirmation form, as TSB circulars carry it: in English in every language, since it goes to a hotel in Geneva.

use super::model::FormPart::{self, Blank, Words};

/// Above the form.
pub(super) const INSTRUCTION: &str = "This confirmation form should be sent direct to the hotel of your choice";
/// The Union and its Sector, as the form prints them.
pub(super) const HEAD: [&str; 2] =
    ["INTERNATIONAL TELECOMMUNICATION UNION", "TELECOMMUNICATION STANDARDIZATION SECTOR"];
/// The note on public transport.
pub(super) const TRANSPORT: &str = "GENEVA TRANSPORT CARD: Hotels and residences in the canton of Geneva now provide a free \"Geneva Transport Card\" valid for the duration of the stay. This card will give you free access to Geneva public transport, including buses, trams, boats and trains as far as Versoix and the airport.";

/// What is asked before the note.
pub(super) const STAY: &[&[FormPart]] = &[
    &[Words("Confirmation of the reservation made on (date) "), Blank(14), Words(" with (hotel) "), Blank(18)],
    &[Words("at the ITU preferential tariff")],
    &[Blank(10), Words(" single/double room(s)")],
    &[
        Words("arriving on (date) "),
        Blank(16),
        Words(" at (time) "),
        Blank(10),
        Words(" departing on (date) "),
        Blank(16),
    ],
];

/// What is asked after it.
pub(super) const GUEST: &[&[FormPart]] = &[
    &[Words("Family name "), Blank(60)],
    &[Words("First name "), Blank(60)],
    &[Words("Address "), Blank(40), Words(" Tel: "), Blank(18)],
    &[Blank(46), Words(" Fax: "), Blank(18)],
    &[Blank(46), Words(" E-mail: "), Blank(16)],
    &[Words("Credit card to guarantee this reservation: AX/VISA/DINERS/EC (or other) "), Blank(20)],
    &[Words("No. "), Blank(34), Words(" valid until "), Blank(20)],
    &[Words("Date "), Blank(26), Words(" Signature "), Blank(28)],
];
