# Palabras de las páginas, en español.

product = Convoke
skip-to-content = Ir al contenido
sign-in = Iniciar sesión
sign-in-lead = Aquí entran quienes planifican y quienes aprueban. Las reuniones públicas están en la primera página.
sign-out = Cerrar sesión
address = Dirección de correo
password = Contraseña
sign-in-refused = Esa dirección y esa contraseña no se corresponden.
sign-in-too-many = Demasiados intentos. Espere un cuarto de hora.
welcome-title = Elegir una contraseña
welcome-lead = Este enlace sirve una sola vez. Elija una contraseña de al menos { $least } caracteres; después habrá iniciado sesión.
welcome-ended = Este enlace ya se usó o ha caducado. Pida otro a un administrador.
welcome-short = Al menos { $least } caracteres.
save = Guardar
scenarios = Calendarios
scenario-revision = Revisión { $number }
no-scenarios = Todavía no hay ningún calendario.
add-scenario = Añadir un calendario
add-scenario-lead = Los archivos de un escenario: primero el principal, después los que incluye. Todo lo que esté mal se indica de una vez.
files = Archivos
settings = Configuración
people = Personas
signed-in-as = Sesión de { $name }
trial-title = Probar Convoke
trial-lead = Una planificadora ficticia de la TSB, el calendario de 2017 y 2018, y nada que salga de esta máquina.
trial-begin = Planificar el calendario
