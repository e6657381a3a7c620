# Calendarios de otros.

outside = Calendarios de otros
outside-lead = Reuniones de otros organismos que hay que evitar. Cada calendario se consulta cada hora; lo que dice pasa a ser una revisión de este escenario, y los conflictos nuevos se indican aquí.
outside-off = Este servicio no consulta calendarios de otros. Un administrador puede activarlo (convoke serve --fetch).
outside-notices = Por revisar
outside-seen = Visto
outside-no-notices = Nada nuevo.
outside-feeds = Calendarios
outside-name = Nombre
outside-url = Dirección
outside-looked = Última consulta
outside-changed = Último cambio
outside-again = Consultar ahora
outside-none = Todavía no hay ninguno.
outside-add = Añadir un calendario
outside-concerns = Órganos afectados, separados por comas; todos si está vacío
outside-zone = Zona de las horas que no la indican
