"""What the invented people are called."""

FIRST_NAMES = (
    "Rosa", "Jorge", "Inés", "Tomás", "María", "Luis", "Carmen", "José", "Patricia", "Carlos", "Milagros",
    "Víctor", "Gabriela", "Andrés", "Julia", "Hugo", "Fiorella", "César", "Maribel", "Óscar", "Daniela", "Raúl",
    "Yolanda", "Manuel", "Silvia", "Fernando", "Claudia", "Alberto", "Teresa", "Martín", "Verónica", "Ricardo",
    "Elena", "Pablo", "Nelly", "Gustavo", "Lourdes", "Iván", "Sofía", "Enrique", "Natalia", "Javier", "Beatriz",
    "Eduardo", "Pilar", "Sergio", "Ximena", "Alonso", "Rocío", "Felipe", "Mariela", "Rubén", "Cecilia", "Héctor",
    "Adriana", "Nicolás", "Flor", "Mateo", "Susana", "Emilio",
)  # fmt: skip
LAST_NAMES = (
    "Huamán", "Villalobos", "Maldonado", "Echeverría", "Quispe", "Flores", "Mamani", "Rojas", "Torres", "Vargas",
    "Castillo", "Ramos", "Chávez", "Gutiérrez", "Mendoza", "Salinas", "Paucar", "Espinoza", "Aguilar", "Cárdenas",
    "Morales", "Zegarra", "Condori", "Palacios", "Herrera", "Soto", "Valdivia", "Bustamante", "Ñahui", "Arévalo",
    "Carrasco", "Delgado", "Figueroa", "Guevara", "Ibáñez", "Jiménez", "Lozano", "Medina", "Navarro", "Ortega",
    "Peralta", "Rivas", "Santillán", "Tapia", "Uribe", "Vega", "Yupanqui", "Zapata", "Cornejo", "Alarcón",
    "Barrios", "Cáceres",
)  # fmt: skip
ENGLISH_NAMES = (
    "Emily Carter", "James Whitfield", "Hannah Brooks", "Oliver Grant", "Sarah Mitchell", "Daniel Hughes",
    "Laura Bennett", "Mark Sullivan", "Rachel Foster", "Peter Lindqvist", "Grace O’Connor", "Thomas Keller",
    "Anna Kowalska", "Ben Archer",
)  # fmt: skip
