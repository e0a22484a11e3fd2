"""HTTP: routes by capability, one file each; bodies; problem details. The door is `add_routes`."""
