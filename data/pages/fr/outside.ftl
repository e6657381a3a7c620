# Calendriers des autres.

outside = Calendriers des autres
outside-lead = Réunions d'autres organismes à éviter. Chaque calendrier est consulté toutes les heures ; ce qu'il annonce devient une révision de ce scénario, et les nouveaux conflits sont signalés ici.
outside-off = Ce service ne consulte pas les calendriers des autres. Un administrateur peut l'autoriser (convoke serve --fetch).
outside-notices = À examiner
outside-seen = Vu
outside-no-notices = Rien de nouveau.
outside-feeds = Calendriers
outside-name = Nom
outside-url = Adresse
outside-looked = Dernière consultation
outside-changed = Dernier changement
outside-again = Consulter maintenant
outside-none = Il n'y en a pas encore.
outside-add = Ajouter un calendrier
outside-concerns = Organes concernés, séparés par des virgules ; tous si vide
outside-zone = Fuseau des heures qui n'en ont pas
