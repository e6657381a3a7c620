# Calendars of others.

outside = Calendars of others
outside-lead = Meetings of other bodies that are to be avoided. Each calendar is looked at every hour; what it says becomes a revision of this scenario, and new clashes are told here.
outside-off = Calendars of others are not fetched by this service. An administrator may turn that on (convoke serve --fetch).
outside-notices = To be looked at
outside-seen = Seen
outside-no-notices = Nothing new.
outside-feeds = Calendars
outside-name = Name
outside-url = Address
outside-looked = Last look
outside-changed = Last change
outside-again = Look now
outside-none = There is none yet.
outside-add = Add a calendar
outside-concerns = Bodies concerned, separated by commas; all if empty
outside-zone = Zone of times without one
