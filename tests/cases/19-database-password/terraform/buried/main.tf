resource "aws_lambda_function" "orders" {
  function_name = "orders"

  environment {
    variables = {
      DB_HOST     = "db.internal"
      DB_PASSWORD = "not-a-secret-14"
      TOKEN_NAME  = "orders"
    }
  }
}
