//! The phrases in French. A space stands before `:` and `;`.

use super::Phrase::{self, *};

/// The pattern of a phrase.
pub(super) const fn pattern(phrase: Phrase) -> &'static str {
    match phrase {
        SubjectInvitation => "Invitation : {title}, {dates}",
        SubjectUpdate => "Modification : {title}, {dates}",
        SubjectCancellation => "Annulation : {title}, {dates}",
        OpeningInvitation => "Vous êtes invité(e) à participer à la réunion suivante.",
        OpeningUpdate => "La réunion suivante a été modifiée ; le présent message remplace le précédent.",
        OpeningCancellation => "La réunion suivante a été annulée.",
        Meeting => "Réunion",
        Body => "Groupe",
        Parent => "Groupe de rattachement",
        Chair => "Présidence",
        Dates => "Date",
        Hours => "Heure",
        Place => "Lieu",
        Participation => "Participation",
        Languages => "Langues",
        Services => "Services",
        Page => "Page web",
        Join => "Se connecter",
        NameAndAddress => "{name}, {address}",
        Contact => "Contact",
        Deadlines => "Principales échéances",
        Tentative => "Ces dates sont provisoires et pourront être modifiées.",
        HourToBeAnnounced => "à préciser",
        MorningOf => "le matin ; l'heure sera précisée ultérieurement",
        AfternoonOf => "l'après-midi ; l'heure sera précisée ultérieurement",
        OpensAt => "ouverture le premier jour à {hour}",
        DeskAt => "enregistrement des participants à partir de {hour}",
        EachDay => "{hours}, chaque jour",
        InGeneva => "{hours}, heure de Genève (Europe/Zurich, UTC{offset})",
        InUtc => "{hours} UTC",
        InZone => "{hours}, heure locale de votre fuseau ({zone}, UTC{offset})",
        AtVenue => "{hours}, heure locale du lieu de la réunion ({zone}, UTC{offset})",
        InNamedZone => "{hours} ({zone}, UTC{offset})",
        NextDay => "{hour} (le lendemain)",
        OnDay => "{date}, {time}",
        Physical => "en présentiel",
        Webcast => "en présentiel, avec diffusion sur le web",
        Hybrid => "en présentiel ou à distance",
        Electronic => "réunion électronique (à distance uniquement)",
        Interpretation => "interprétation ({languages})",
        Captions => "sous-titrage",
        SignLanguage => "interprétation en langue des signes",
        WebcastService => "diffusion sur le web",
        RegistrationRequired => {
            "L'inscription est obligatoire : le lien de connexion est envoyé aux seuls participants inscrits."
        }
        RemoteDetails => "Les modalités de participation à distance figurent sur la page web du groupe.",
        Attachment => {
            "L'invitation jointe inscrit la réunion dans votre calendrier ; les modifications ultérieures mettront à jour la même entrée."
        }
        AttachmentCancellation => "Le message joint retire la réunion de votre calendrier.",
        TimesNote => {
            "Les heures sont calculées selon les règles des fuseaux horaires de la version {version} des données."
        }
        DeadlineOf => "Échéance, {what} : {title}",
        FeedName => "Réunions : {title}",
        BeginsSoon => "{title} commence dans {minutes} minutes",
        Unsubscribe => "Pour ne plus recevoir ces messages : {how}",
        OpeningRegistered => {
            "Votre inscription a été enregistrée : votre lien de connexion personnel figure ci-dessous."
        }
        OpeningSeated => "Une place s'est libérée pour vous : votre lien de connexion personnel figure ci-dessous.",
        OpeningWaiting => {
            "Votre inscription a été enregistrée ; toutes les places de participation à distance sont prises."
        }
        OpeningUnregistered => {
            "Votre inscription à la réunion suivante a été retirée : le lien de connexion qui vous a été envoyé n'est plus valable."
        }
        WaitingList => {
            "Vous figurez sur la liste d'attente, dans l'ordre des inscriptions : vous serez averti(e) dès qu'une place se libérera."
        }
        PersonalLink => "Le lien de connexion vous est personnel : veuillez ne pas le transmettre.",
        SubjectReminder => "Rappel : {title}, {dates}",
        OpeningReminder => "La réunion suivante aura lieu prochainement.",
        OpeningDeadlines => "Une échéance de la réunion suivante approche : {deadlines}.",
        OpeningUnanswered => {
            "Vous n'avez pas encore répondu à l'invitation suivante : veuillez l'accepter ou la décliner."
        }
        DeadlineOn => "{what} ({date})",
        LabelSeparator => " : ",
        ListSeparator => ", ",
    }
}
