"""Work in the field: plan against done, what inspections saw, what is registered and reported."""
