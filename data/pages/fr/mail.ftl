# Courriels que le service doit aux personnes.

mail-registered-subject = Inscription : { $title }, { $dates }
mail-registered-room = Votre inscription a été enregistrée : vous participez sur place.
mail-registered-remote = Votre inscription a été enregistrée : vous participez à distance.
mail-registered-page = Votre inscription, à consulter ou à retirer. Ce lien vous est personnel :
mail-registered-earlier = Pour vous désinscrire, utilisez le lien du premier courriel relatif à votre inscription.
mail-clash-subject = Nouveaux conflits : { $calendar }
mail-clash-lead = Le calendrier « { $from } » a changé, et des réunions que vous planifiez ou approuvez sont en conflit avec lui :
mail-clash-more = et { $more } autres.
mail-clash-page = La liste complète, et ce que l'on peut faire :
