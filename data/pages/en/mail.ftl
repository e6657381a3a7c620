# Mails that the service owes people.

mail-registered-subject = Registered: { $title }, { $dates }
mail-registered-room = Your registration has been noted: you take part in the room.
mail-registered-remote = Your registration has been noted: you take part remotely.
mail-registered-page = Your registration, to look at or to withdraw. The link is yours alone:
mail-registered-earlier = To withdraw, use the link in the first mail about your registration.
mail-clash-subject = New clashes: { $calendar }
mail-clash-lead = The calendar “{ $from }” says something else now, and meetings that you plan or approve clash with it:
mail-clash-more = and { $more } more.
mail-clash-page = All of them, and what can be done:
