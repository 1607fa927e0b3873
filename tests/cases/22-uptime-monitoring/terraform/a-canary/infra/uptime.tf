resource "aws_synthetics_canary" "shop" {
  name                 = "shop"
  artifact_s3_location = "s3://shop-canaries/"
  execution_role_arn   = var.canary_role
  handler              = "shop.handler"
  runtime_version      = "syn-nodejs-puppeteer-9.1"
  s3_bucket            = "shop-canaries"
  s3_key               = "shop.zip"

  schedule {
    expression = "rate(1 minute)"
  }
}

variable "canary_role" {
  type = string
}
