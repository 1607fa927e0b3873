from setuptools import setup

PACKAGES = ["shop", "shop.common"]

setup(
    name="shop",
    version="0.1.0",
    packages=PACKAGES,
    package_dir={"": "src"},
    install_requires=["fastapi", "uvicorn"],
)
