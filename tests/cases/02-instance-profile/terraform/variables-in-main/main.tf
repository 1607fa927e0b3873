provider "aws" {
  region = "ap-south-1"
}

module "web" {
  source    = "./modules/compute"
  ami       = "ami-0123456789abcdef0"
  subnet_id = "subnet-0123456789abcdef0"
}
