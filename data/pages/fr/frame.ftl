# Mots des pages, en français.

product = Convoke
skip-to-content = Aller au contenu
sign-in = Se connecter
sign-in-lead = Les planificateurs et les approbateurs se connectent ici. Les réunions publiques se trouvent sur la première page.
sign-out = Se déconnecter
address = Adresse électronique
password = Mot de passe
sign-in-refused = Cette adresse et ce mot de passe ne vont pas ensemble.
sign-in-too-many = Trop de tentatives. Attendez un quart d'heure.
welcome-title = Choisir un mot de passe
welcome-lead = Ce lien ne sert qu'une fois. Choisissez un mot de passe d'au moins { $least } caractères ; vous serez alors connecté.
welcome-ended = Ce lien a déjà servi, ou a expiré. Demandez-en un autre à un administrateur.
welcome-short = Au moins { $least } caractères.
save = Enregistrer
scenarios = Calendriers
scenario-revision = Révision { $number }
no-scenarios = Il n'y a pas encore de calendrier.
add-scenario = Ajouter un calendrier
add-scenario-lead = Les fichiers d'un scénario : le fichier principal d'abord, puis ceux qu'il inclut. Tout ce qui ne va pas est signalé en une fois.
files = Fichiers
settings = Paramètres
people = Personnes
signed-in-as = Connecté : { $name }
trial-title = Essayer Convoke
trial-lead = Une planificatrice fictive du TSB, le calendrier de 2017 et 2018, et rien qui quitte cette machine.
trial-begin = Planifier le calendrier
