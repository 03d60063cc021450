# Heddle's programs on Node 22: built in one stage with a compiler at hand, run in one without.
FROM node:22-bookworm AS build
WORKDIR /opt/heddle
COPY . .
RUN npm run setup && npm prune --omit=dev

FROM node:22-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends iproute2 iputils-ping \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/heddle/package.json /opt/heddle/
COPY --from=build /opt/heddle/node_modules /opt/heddle/node_modules
COPY --from=build /opt/heddle/dist /opt/heddle/dist
COPY --from=build /opt/heddle/bin /opt/heddle/bin
ENV PATH=/opt/heddle/bin:$PATH \
    OVN_RUNDIR=/run/heddle OVN_DBDIR=/var/lib/heddle OVN_LOGDIR=/var/log/heddle \
    OVS_RUNDIR=/run/heddle OVS_DBDIR=/var/lib/heddle OVS_LOGDIR=/var/log/heddle
RUN install -d -m 0750 /run/heddle /var/lib/heddle /var/log/heddle
CMD ["central"]
