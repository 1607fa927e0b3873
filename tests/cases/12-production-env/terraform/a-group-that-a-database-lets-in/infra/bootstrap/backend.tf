terraform {
  backend "s3" {
    bucket = "shop-states"
    key    = "bootstrap.tfstate"
    region = "eu-west-1"
  }
}
