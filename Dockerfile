# The image of the service. Base images are pinned by exact tag; pin them by digest where your registry gives you one.
# check.sh runs the same publish step, but builds no image.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /src
# Project and lock files first: the restored packages stay cached until one of these changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/HawkesNet.Model/HawkesNet.Model.csproj src/HawkesNet.Model/packages.lock.json src/HawkesNet.Model/
COPY src/HawkesNet.Gpu/HawkesNet.Gpu.csproj src/HawkesNet.Gpu/packages.lock.json src/HawkesNet.Gpu/
COPY src/HawkesNet.Storage/HawkesNet.Storage.csproj src/HawkesNet.Storage/packages.lock.json src/HawkesNet.Storage/
COPY src/HawkesNet.Service/HawkesNet.Service.csproj src/HawkesNet.Service/packages.lock.json src/HawkesNet.Service/
COPY src/HawkesNet.Cli/HawkesNet.Cli.csproj src/HawkesNet.Cli/packages.lock.json src/HawkesNet.Cli/
RUN dotnet restore src/HawkesNet.Cli --locked-mode
COPY . .
RUN dotnet publish src/HawkesNet.Cli -c Release --no-restore -o /app
RUN mkdir /empty

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble
WORKDIR /app
COPY --from=build /app .
# The store belongs to the unprivileged user that the base image defines.
COPY --from=build --chown=$APP_UID:$APP_UID /empty /data
USER $APP_UID
VOLUME /data
EXPOSE 8080
# The base image has no curl: bash opens the connection itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
# It listens beyond its container, so it refuses to start without a key: set HAWKESNET_ADMIN_KEY, or
# HAWKESNET_ADMIN_KEY_FILE with a mounted secret.
ENTRYPOINT ["./hawkesnet"]
CMD ["serve", "--urls", "http://0.0.0.0:8080", "--data", "/data"]
