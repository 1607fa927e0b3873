environment = "prod"
app_domain  = "app.example.com"
