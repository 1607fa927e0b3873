data "aws_secretsmanager_secret_version" "db" {
  secret_id = "orders/db"
}

resource "aws_db_instance" "this" {
  password = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)["password"]
}

resource "aws_db_instance" "reports" {
  password_wo         = ephemeral.random_password.reports.result
  password_wo_version = 1
}
