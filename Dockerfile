# syntax=docker/dockerfile:1

# The operator is compiled for the image's architecture, by a compiler that runs on the builder's own.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source

# Restored before the sources are copied: this layer is rebuilt only when a project file or a package version changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Databricks.Simulator/Databricks.Simulator.csproj src/Databricks.Simulator/
COPY src/Operator/Operator.csproj src/Operator/
COPY src/Operator.Api/Operator.Api.csproj src/Operator.Api/
COPY src/Operator.Databricks/Operator.Databricks.csproj src/Operator.Databricks/
COPY src/Operator.Runtime/Operator.Runtime.csproj src/Operator.Runtime/
RUN dotnet restore src/Operator --arch $TARGETARCH && dotnet restore src/Databricks.Simulator

COPY .editorconfig BannedSymbols.txt ./
COPY src src
RUN dotnet publish src/Operator --no-restore --arch $TARGETARCH --configuration Release --output /app -p:UseAppHost=false \
 && dotnet publish src/Databricks.Simulator --no-restore --configuration Release --output /simulator -p:UseAppHost=false

# A simulated workspace, to try the operator without an account: docker build --target simulator .
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS simulator
LABEL org.opencontainers.image.title="databricks-simulator" \
      org.opencontainers.image.description="A simulated Databricks workspace, to try databricks-operator without an account" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY LICENSE /
COPY --from=build /simulator /app
WORKDIR /app
USER $APP_UID
EXPOSE 8090
ENTRYPOINT ["dotnet", "/app/Databricks.Simulator.dll"]

# The last target is what a build without --target gives. Chiseled: no shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS operator
LABEL org.opencontainers.image.title="databricks-operator" \
      org.opencontainers.image.description="Databricks clusters, SQL warehouses, jobs, job runs and notebooks as Kubernetes objects" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY LICENSE /
COPY --from=build /app /app
WORKDIR /app
# Arenas of the C library. Unset there are up to eight for each core of the node, and each keeps what its threads have freed: 13 MiB of 25 after two hours.
ENV MALLOC_ARENA_MAX=2
# A number, because the kubelet cannot tell from a name whether a user is root.
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "/app/databricks-operator.dll"]
