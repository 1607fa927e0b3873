resource "aws_ecs_task_definition" "orders" {
  family = "orders"

  container_definitions = jsonencode([{
    name    = "orders"
    secrets = [{ name = "DB_PASSWORD", valueFrom = var.db_password }]
    environment = {
      DB_PASSWORD_PATH = "/orders/db/password"
      JWT_SECRET       = "arn:aws:secretsmanager:eu-central-1:111111111111:secret:jwt"
    }
  }])
}

module "service" {
  source = "./modules/service"

  secrets = {
    DB_PASSWORD = "orders-db-password-1"
  }
}
