"""The fixed words of client documents in each language: labels, and the usual sentences where a contract has no own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around the figures of a client document."""

    invoice: str
    draft_invoice: str
    final_invoice: str
    draft_final_invoice: str
    number: str
    date: str
    due: str
    order: str
    terms: str
    service_period: str
    bill_to: str
    description: str
    hours: str
    rate: str
    quantity: str
    unit_price: str
    amount: str
    total: str
    subtotal: str
    tasks: str
    people: str
    late_work: str
    page: str
    of: str
    entries: str
    person: str
    role: str
    day: str
    note: str
    not_yet_issued: str
    no_charge: str
    charges: str
    milestones: str
    fees: str
    deposits: str
    deposits_used: str
    expenses: str
    disbursements: str
    minimum: str
    discounts: str
    write_downs: str
    goodwill: str
    credit_note: str
    draft_credit_note: str
    credited_invoice: str
    corrections: str
    correction: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The usual sentences, as templates: those that a contract may write itself, and those of lines and terms."""

    service_period: str
    order: str
    late: str
    without_task: str
    more_tasks: str
    due_on_receipt: str
    net: str
    end_of_month: str
    day_of_next_month: str


ENGLISH = Labels(
    invoice="Invoice",
    draft_invoice="Draft invoice",
    final_invoice="Final invoice",
    draft_final_invoice="Draft final invoice",
    number="Number",
    date="Date",
    due="Due",
    order="Purchase order",
    terms="Terms",
    service_period="Service period",
    bill_to="Bill to",
    description="Description",
    hours="Hours",
    rate="Rate",
    quantity="Quantity",
    unit_price="Unit price",
    amount="Amount",
    total="Total",
    subtotal="Subtotal",
    tasks="Tasks",
    people="People",
    late_work="Work from earlier months",
    page="Page",
    of="of",
    entries="Time entries",
    person="Person",
    role="Role",
    day="Date of work",
    note="Note",
    not_yet_issued="Not yet issued",
    no_charge="No charge",
    charges="Other charges",
    milestones="Milestones",
    fees="Fees",
    deposits="Deposits",
    deposits_used="Deposits used",
    expenses="Expenses",
    disbursements="Disbursements",
    minimum="Minimum charge",
    discounts="Discounts",
    write_downs="Reductions",
    goodwill="Goodwill",
    credit_note="Credit note",
    draft_credit_note="Draft credit note",
    credited_invoice="Credits invoice",
    corrections="Corrections of earlier invoices",
    correction="Correction of invoice",
)
GERMAN = Labels(
    invoice="Rechnung",
    draft_invoice="Rechnungsentwurf",
    final_invoice="Schlussrechnung",
    draft_final_invoice="Entwurf der Schlussrechnung",
    number="Nummer",
    date="Datum",
    due="Fällig am",
    order="Bestellnummer",
    terms="Zahlungsbedingungen",
    service_period="Leistungszeitraum",
    bill_to="Rechnung an",
    description="Beschreibung",
    hours="Stunden",
    rate="Stundensatz",
    quantity="Menge",
    unit_price="Einzelpreis",
    amount="Betrag",
    total="Gesamtbetrag",
    subtotal="Zwischensumme",
    tasks="Aufgaben",
    people="Mitarbeitende",
    late_work="Leistungen aus früheren Monaten",
    page="Seite",
    of="von",
    entries="Zeiteinträge",
    person="Name",
    role="Funktion",
    day="Leistungsdatum",
    note="Bemerkung",
    not_yet_issued="Noch nicht ausgestellt",
    no_charge="Ohne Berechnung",
    charges="Weitere Positionen",
    milestones="Meilensteine",
    fees="Pauschalen",
    deposits="Anzahlungen",
    deposits_used="Verrechnete Anzahlungen",
    expenses="Auslagen und Spesen",
    disbursements="Durchlaufende Posten",
    minimum="Mindestbetrag",
    discounts="Rabatte",
    write_downs="Nachlässe",
    goodwill="Kulanz",
    credit_note="Rechnungskorrektur",
    draft_credit_note="Entwurf einer Rechnungskorrektur",
    credited_invoice="Zu Rechnung",
    corrections="Korrekturen früherer Rechnungen",
    correction="Korrektur der Rechnung",
)
FRENCH = Labels(
    invoice="Facture",
    draft_invoice="Projet de facture",
    final_invoice="Facture finale",
    draft_final_invoice="Projet de facture finale",
    number="Numéro",
    date="Date",
    due="Échéance",
    order="Bon de commande",
    terms="Conditions de paiement",
    service_period="Période de prestation",
    bill_to="Facturé à",
    description="Désignation",
    hours="Heures",
    rate="Taux horaire",
    quantity="Quantité",
    unit_price="Prix unitaire",
    amount="Montant",
    total="Total",
    subtotal="Sous-total",
    tasks="Tâches",
    people="Intervenants",
    late_work="Prestations des mois précédents",
    page="Page",
    of="sur",
    entries="Relevé des temps",
    person="Intervenant",
    role="Fonction",
    day="Date de prestation",
    note="Remarque",
    not_yet_issued="Pas encore émise",
    no_charge="Non facturé",
    charges="Autres prestations",
    milestones="Jalons",
    fees="Forfaits",
    deposits="Acomptes",
    deposits_used="Acomptes imputés",
    expenses="Frais",
    disbursements="Débours",
    minimum="Minimum de facturation",
    discounts="Remises",
    write_downs="Réductions",
    goodwill="Geste commercial",
    credit_note="Facture d’avoir",
    draft_credit_note="Projet d’avoir",
    credited_invoice="Sur la facture",
    corrections="Corrections de factures antérieures",
    correction="Correction de la facture",
)
SPANISH = Labels(
    invoice="Factura",
    draft_invoice="Borrador de factura",
    final_invoice="Factura final",
    draft_final_invoice="Borrador de factura final",
    number="Número",
    date="Fecha",
    due="Vencimiento",
    order="Orden de compra",
    terms="Condiciones de pago",
    service_period="Periodo de servicio",
    bill_to="Facturar a",
    description="Descripción",
    hours="Horas",
    rate="Tarifa por hora",
    quantity="Cantidad",
    unit_price="Precio unitario",
    amount="Importe",
    total="Total",
    subtotal="Subtotal",
    tasks="Tareas",
    people="Equipo",
    late_work="Trabajos de meses anteriores",
    page="Página",
    of="de",
    entries="Registro de horas",
    person="Persona",
    role="Función",
    day="Fecha del trabajo",
    note="Nota",
    not_yet_issued="Aún no emitida",
    no_charge="Sin cargo",
    charges="Otros cargos",
    milestones="Hitos",
    fees="Cuotas fijas",
    deposits="Anticipos",
    deposits_used="Anticipos aplicados",
    expenses="Gastos",
    disbursements="Suplidos",
    minimum="Cargo mínimo",
    discounts="Descuentos",
    write_downs="Reducciones",
    goodwill="Atención comercial",
    credit_note="Factura rectificativa",
    draft_credit_note="Borrador de factura rectificativa",
    credited_invoice="Rectifica la factura",
    corrections="Correcciones de facturas anteriores",
    correction="Corrección de la factura",
)
DUTCH = Labels(
    invoice="Factuur",
    draft_invoice="Conceptfactuur",
    final_invoice="Slotfactuur",
    draft_final_invoice="Concept-slotfactuur",
    number="Nummer",
    date="Datum",
    due="Vervaldatum",
    order="Inkooporder",
    terms="Betalingsvoorwaarden",
    service_period="Dienstperiode",
    bill_to="Factuur aan",
    description="Omschrijving",
    hours="Uren",
    rate="Uurtarief",
    quantity="Aantal",
    unit_price="Prijs per eenheid",
    amount="Bedrag",
    total="Totaal",
    subtotal="Subtotaal",
    tasks="Taken",
    people="Medewerkers",
    late_work="Werk uit eerdere maanden",
    page="Pagina",
    of="van",
    entries="Urenspecificatie",
    person="Naam",
    role="Functie",
    day="Werkdatum",
    note="Opmerking",
    not_yet_issued="Nog niet verzonden",
    no_charge="Niet in rekening gebracht",
    charges="Overige kosten",
    milestones="Mijlpalen",
    fees="Vaste bedragen",
    deposits="Voorschotten",
    deposits_used="Verrekende voorschotten",
    expenses="Onkosten",
    disbursements="Doorlopende posten",
    minimum="Minimumbedrag",
    discounts="Kortingen",
    write_downs="Verminderingen",
    goodwill="Coulance",
    credit_note="Creditfactuur",
    draft_credit_note="Concept-creditfactuur",
    credited_invoice="Crediteert factuur",
    corrections="Correcties van eerdere facturen",
    correction="Correctie van factuur",
)

LABELS = {
    "en": ENGLISH,
    "en-GB": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "nl": DUTCH,
}

_ENGLISH_PHRASES = Phrases(
    service_period="Services from {from} to {to}",
    order="Your purchase order {order}",
    late="This invoice includes work from {months}.",
    without_task="{workstream}: work without a task",
    more_tasks="{tasks} and {count} more tasks",
    due_on_receipt="due on receipt",
    net="net {days}",
    end_of_month="net {days} end of month",
    day_of_next_month="day {days} of next month",
)
PHRASES = {
    "en": _ENGLISH_PHRASES,
    "en-GB": _ENGLISH_PHRASES,
    "de": Phrases(
        service_period="Leistungen vom {from} bis {to}",
        order="Ihre Bestellung {order}",
        late="Diese Rechnung enthält Leistungen aus: {months}.",
        without_task="{workstream}: Arbeiten ohne Aufgabe",
        more_tasks="{tasks} und weitere Aufgaben ({count})",
        due_on_receipt="zahlbar sofort nach Erhalt",
        net="{days} Tage netto",
        end_of_month="{days} Tage netto zum Monatsende",
        day_of_next_month="zahlbar am {days}. des Folgemonats",
    ),
    "fr": Phrases(
        service_period="Prestations du {from} au {to}",
        order="Votre bon de commande {order}",
        late="Cette facture comprend des prestations de : {months}.",
        without_task="{workstream} : travaux sans tâche",
        more_tasks="{tasks} et autres tâches ({count})",
        due_on_receipt="payable à réception",
        net="{days} jours nets",
        end_of_month="{days} jours fin de mois",
        day_of_next_month="payable le {days} du mois suivant",
    ),
    "es": Phrases(
        service_period="Servicios del {from} al {to}",
        order="Su orden de compra {order}",
        late="Esta factura incluye trabajos de: {months}.",
        without_task="{workstream}: trabajos sin tarea",
        more_tasks="{tasks} y otras tareas ({count})",
        due_on_receipt="pago a la recepción",
        net="pago a {days} días",
        end_of_month="pago a {days} días fin de mes",
        day_of_next_month="pago el día {days} del mes siguiente",
    ),
    "nl": Phrases(
        service_period="Diensten van {from} tot en met {to}",
        order="Uw inkooporder {order}",
        late="Deze factuur bevat werk uit: {months}.",
        without_task="{workstream}: werk zonder taak",
        more_tasks="{tasks} en overige taken ({count})",
        due_on_receipt="te betalen na ontvangst",
        net="te betalen binnen {days} dagen",
        end_of_month="te betalen {days} dagen, einde maand",
        day_of_next_month="te betalen op dag {days} van de volgende maand",
    ),
}
