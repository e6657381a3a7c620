//! The sentences of letters in French, each with where its wording comes from.

use super::super::terms::{TermText, official, ours};
use super::Sentence::{self, *};

/// The wording of a sentence.
pub(super) const fn wording(sentence: Sentence) -> TermText {
    match sentence {
        SubjectFirst => ours("Création de {body} et invitation à sa première réunion ({place}, {dates})"),
        SubjectMeeting => official("{title}; {place}, {dates}"),
        SubjectCancellation => ours("Annulation: {title} ({place}, {dates})"),
        Corrigendum => ours("Corrigendum {number} – {letter}"),
        Addendum => ours("Addendum {number} – {letter}"),
        Cancellation => ours("Annulation de la réunion annoncée ({letter})"),
        ConveningLetter => ours("Lettre de convocation"),
        ElectronicNotice => ours("Annonce d'une réunion"),
        Invitation => {
            ours("J'ai l'honneur de vous inviter à participer à la réunion suivante: {title}, {place}, {dates}.")
        }
        InvitationElectronic => {
            ours("J'ai l'honneur de vous inviter à participer à la réunion électronique suivante: {title}, {dates}.")
        }
        Decision => ours(
            "J'ai l'honneur de vous informer de la création de {body}, décidée par {by} à sa réunion ouverte le {date}.",
        ),
        DecisionUndated => ours("J'ai l'honneur de vous informer de la création de {body}, décidée par {by}."),
        TermsIn => ours("Le mandat de {body} figure dans l'{annex}."),
        ReportsTo => ours("{body} rend compte au groupe suivant: {parent}."),
        WorksUnder => ours("{body} travaille selon les procédures de la Recommandation UIT-T {text}."),
        Person => official("{name} ({affiliation})"),
        ChairIs => ours("La présidence de {body} est assurée par {person}."),
        ViceChairIs => ours("La vice-présidence de {body} est assurée par {person}."),
        OpenToSector => ours(
            "La participation à {body} est ouverte aux membres de l'UIT-T. Des experts invités et des représentants désignés d'autres organisations intergouvernementales, organismes de normalisation et forums compétents peuvent également y participer.",
        ),
        OpenToAll => ours(
            "La participation à {body} est ouverte aux États Membres, aux Membres de Secteur, aux Associés et aux établissements universitaires de l'UIT, ainsi qu'à toute personne d'un pays membre de l'UIT désireuse de contribuer aux travaux, y compris les membres ou représentants d'organismes de normalisation compétents.",
        ),
        MeetingAt => ours("{title}: la réunion se tiendra à {place}, {dates}."),
        MeetingAtHours => ours("{title}: la réunion se tiendra à {place}, {dates}, {hours} (heure de Genève)."),
        MeetingElectronic => ours("{title}: la réunion se tiendra sous forme électronique, {dates}."),
        MeetingElectronicHours => {
            ours("{title}: la réunion se tiendra sous forme électronique, {dates}, {hours} (heure de Genève).")
        }
        Headquarters => ours("{city} (siège de l'UIT)"),
        SamePlace => ours("Elle se tiendra au même endroit que la réunion suivante: {other}, {dates}."),
        HourOnWebPage => ours("L'heure sera annoncée sur la page web ({body})."),
        HoursAre => ours("Horaire: {hours} (heure de Genève)."),
        TentativeDates => ours("Sous réserve de confirmation."),
        OpensAt => official("La réunion s'ouvrira à {hour} le premier jour, {date}."),
        DeskAt => official("L'enregistrement des participants débutera à {hour} à l'entrée Montbrillant."),
        DeskElsewhere => official("L'enregistrement des participants débutera à {hour}."),
        Screens => ours("Les salles de réunion seront indiquées sur les écrans situés aux entrées du siège de l'UIT."),
        RemoteAt => {
            ours("La participation à distance sera possible. Pour plus de détails, voir la page web ({body}): {web}.")
        }
        RegistrationCompulsory => ours(
            "L'inscription est obligatoire (au moyen du formulaire en ligne de la page d'accueil de {body}). Sans inscription, il ne sera pas possible d'accéder à l'outil de participation à distance.",
        ),
        OnlyLanguage => ours("Langue des débats: {language} uniquement."),
        Languages => ours("Langues de la réunion: {languages}."),
        InterpretationIn => ours("L'interprétation sera assurée dans les langues suivantes: {languages}."),
        CaptioningGiven => ours("Un sous-titrage sera assuré."),
        SignLanguageGiven => ours("L'interprétation en langue des signes sera assurée."),
        WebcastGiven => ours("La réunion sera diffusée sur le web."),
        WebPage => ours(
            "Une page web consacrée à {body} est disponible à l'adresse {web}. Elle contient toutes les informations relatives à la réunion: horaire, inscription, participation à distance et documents.",
        ),
        DocumentsTo => ours(
            "Les participants sont invités à soumettre leurs documents ({body}) par courrier électronique à l'adresse {email}, en utilisant le gabarit disponible sur sa page d'accueil.",
        ),
        DocumentsBy => ours("La date limite de soumission des documents est le {date}."),
        DocumentsAgreed => {
            ours("La date limite de soumission des documents à la présente réunion, convenue par {by}, est le {date}.")
        }
        Paperless => ours("Cette réunion se tiendra sans papier."),
        RegisterAt => ours(
            "Afin que le TSB puisse prendre les dispositions nécessaires, veuillez vous inscrire en ligne à l'adresse {page} dès que possible et au plus tard le {date}. L'inscription des participants se fait uniquement en ligne.",
        ),
        VisaReminder => ours(
            "Nous vous rappelons que, pour les ressortissants de certains pays, l'entrée et le séjour en Suisse sont soumis à l'obtention d'un visa. Celui-ci doit être demandé au moins {weeks} semaines avant la réunion (le {date} au plus tard) et obtenu auprès de la représentation de la Suisse (ambassade ou consulat) dans votre pays ou, à défaut, dans le pays le plus proche du pays de départ.",
        ),
        VisaHelp => ours(
            "En cas de problème, les États Membres, les Membres de Secteur, les Associés ou les établissements universitaires de l'UIT peuvent demander officiellement au TSB que l'Union intervienne auprès des autorités suisses compétentes pour faciliter l'octroi du visa, mais uniquement pendant la période de {weeks} semaines mentionnée. La demande doit être faite par lettre officielle de l'administration ou de l'entité que vous représentez. Cette lettre doit préciser le nom et les fonctions, la date de naissance, le numéro de passeport et les dates de délivrance et d'expiration du passeport de la ou des personnes concernées; elle doit être accompagnée d'une copie de la confirmation d'inscription à la réunion et être envoyée au TSB par fax ({fax}) ou par courrier électronique ({email}) avec la mention «visa request». L'UIT ne peut aider que les représentants des États Membres de l'UIT, des Membres du Secteur, des Associés et des établissements universitaires.",
        ),
        AgendaIn => ours(
            "Le projet d'ordre du jour de la réunion, établi par la présidence de {body} ({chair}), figure dans l'{annex}.",
        ),
        HotelIn => ours("Un formulaire de confirmation d'hôtel figure dans l'{annex}."),
        HotelList => ours("La liste des hôtels se trouve à l'adresse {page}."),
        PracticalIn => ours("Des informations pratiques figurent dans l'{annex}."),
        TimePlanIn => ours("Le projet de calendrier figure dans l'{annex}."),
        AnnexCount => official("Annexes: {number}"),
        AnnexTo => ours("({letter})"),
        TermsTitle => ours("Mandat de {body}"),
        AgendaTitle => official("Projet d'ordre du jour: {title}"),
        PlaceAndDates => official("({place}, {dates})"),
        CorrigendumText => {
            ours("Référence: {letter}. J'ai l'honneur de vous informer des modifications suivantes: {title}.")
        }
        AddendumText => {
            ours("Référence: {letter}. J'ai l'honneur de vous communiquer les précisions suivantes: {title}.")
        }
        CancellationText => ours(
            "J'ai le regret de vous informer que la réunion suivante, annoncée par lettre ({letter}), n'aura pas lieu: {title} ({place}, {dates}).",
        ),
        RestUnchanged => ours("Toutes les autres informations restent inchangées ({letter})."),
        LetterOf => ours("{letter} du {date}"),
        Subject => ours("Point"),
        Was => ours("Annoncé"),
        IsNow => ours("Désormais"),
        Dates => ours("Dates"),
        Hours => ours("Horaire"),
        Session => ours("Séance"),
        Room => ours("Salle"),
        Place => ours("Lieu"),
        Meeting => ours("Réunion"),
        Status => ours("Statut"),
        Planned => ours("prévue"),
        Tentative => ours("à confirmer"),
        Confirmed => ours("confirmée"),
        Announced => ours("annoncée"),
        Held => ours("tenue"),
        Cancelled => ours("annulée"),
        HalfMorning => ours("matin"),
        HalfAfternoon => ours("après-midi"),
        ToBeCompleted => ours("[à compléter]"),
        Chairs => ours("Présidents et Vice-Présidents des commissions d'études"),
        DirectorDevelopment => ours("Directeur du Bureau de développement des télécommunications"),
        DirectorRadio => ours("Directeur du Bureau des radiocommunications"),
        RegionalOffices => ours("Directeurs des bureaux régionaux de l'UIT"),
        Timetable => ours("Calendrier des réunions"),
        TimetableAsOf => ours("Situation au {date}."),
        TimetableChanges => ours(
            "Les modifications par rapport à {number} sont indiquées: nouveau texte souligné, ancien texte barré. Modifications: {count}.",
        ),
        OptionsName => ours("Options de dates pour une réunion"),
        OptionsSubject => ours("Options de dates: {title}"),
        OptionsIntro => ours(
            "Les dates de {title} sont à convenir. {count} options sont comparées ci-dessous; aucune n'est arrêtée.",
        ),
        OptionsAnswer => ours(
            "Veuillez indiquer, pour chaque option, si elle est préférée, possible ou impossible pour vous, au plus tard le {date}, par courrier électronique à {email}.",
        ),
        OptionLabel => ours("Option {label}"),
        OptionsTentative => ours(
            "Dans l'attente des réponses, les dates restent celles du plan; l'option retenue sera confirmée par écrit.",
        ),
        Answer => ours("Réponse"),
        Preferred => ours("préférée"),
        Possible => ours("possible"),
        Impossible => ours("impossible"),
        NowPlanned => ours("Dates actuelles du plan"),
        MustsBroken => ours("Obligations non respectées"),
        ShouldsBroken => ours("Recommandations non respectées"),
        WishesBroken => ours("Souhaits non satisfaits"),
        ClashesWith => ours("Conflits avec"),
        PeopleHit => ours("Personnes concernées connues"),
        MovesAlong => ours("Se déplacent également"),
        ComparedWithPlan => ours("Par rapport au plan"),
        AsGood => ours("équivalente"),
        Better => ours("meilleure: {what}"),
        Worse => ours("moins bonne: {what}"),
        ByMusts => ours("obligations"),
        ByShoulds => ours("recommandations"),
        ByChange => ours("dates déjà connues"),
        ByWishes => ours("souhaits"),
        NobodyNothing => ours("néant"),
        NotKnown => ours("non connu"),
        DaysLeft => ours("{date} (jours restants: {days})"),
        DayPassed => ours("{date} (dépassé)"),
        Option => ours("Option"),
    }
}
