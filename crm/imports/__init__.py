"""Import of the company's own customer register: read safely, looked at first, carried out in the background.

A plain package inside the app ``crm``, not an app of its own: a row of a file becomes a contact, a number and a
link in one transaction, and undoing it needs the same tables, so they share one chain of migrations.
"""
