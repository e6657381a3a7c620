# Correos que el servicio debe a las personas.

mail-registered-subject = Inscripción: { $title }, { $dates }
mail-registered-room = Su inscripción ha quedado anotada: participa en la sala.
mail-registered-remote = Su inscripción ha quedado anotada: participa a distancia.
mail-registered-page = Su inscripción, para verla o retirarla. El enlace es solo suyo:
mail-registered-earlier = Para retirarla, use el enlace del primer correo sobre su inscripción.
mail-clash-subject = Nuevas coincidencias: { $calendar }
mail-clash-lead = El calendario «{ $from }» ha cambiado, y coinciden con él reuniones que usted planifica o aprueba:
mail-clash-more = y { $more } más.
mail-clash-page = Todas ellas, y qué se puede hacer:
