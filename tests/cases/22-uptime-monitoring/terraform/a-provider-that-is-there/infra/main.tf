provider "aws" {
  region = var.aws_region
}

provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}

resource "aws_instance" "app" {
  ami           = var.ami_id
  instance_type = "t3.small"

  iam_instance_profile = var.instance_profile
}
