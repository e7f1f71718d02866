#include "core/blocks/transformer_parts.h"

namespace waferscope {

namespace {

/// The heads of queries or keys, each of `size` features, normalised.
void addQueryNorm(GraphBuilder& graph, Flow& flow, const std::string& path, std::int64_t size,
                  const TransformerSizes& sizes)
{
    if (sizes.queryNorm == QueryNorm::None)
        return;
    if (sizes.queryNorm == QueryNorm::All)
        return addNorm(graph, flow, path, sizes.norm);
    const std::int64_t heads = flow.features / size;
    const Flow all = flow;
    const TensorId shape = graph.integers(path + "/heads", {0, 0, heads, size});
    flow.tensor = graph.add("Reshape", {flow.tensor, shape});
    flow.features = size;
    if (sizes.queryNorm == QueryNorm::Head) {
        addNorm(graph, flow, path, sizes.norm);
    } else {
        graph.beginLayer(path, LayerKind::Normalisation);
        const bool isRms = sizes.norm == Norm::Rms;
        const TensorId scales = graph.parameter(path + "/scale", {heads, size});
        flow.tensor = graph.add(isRms ? "RMSNormalization" : "LayerNormalization", {flow.tensor, scales},
                                {{"axis", std::int64_t{-1}}});
    }
    flow.tensor = graph.add("Reshape", {flow.tensor, graph.integers(path + "/joined", {0, 0, all.features})});
    flow.features = all.features;
}

TensorId slice(GraphBuilder& graph, TensorId tensor, const std::string& path, std::int64_t from, std::int64_t to)
{
    return graph.add("Slice",
                     {tensor, graph.integers(path + "/from", {from}), graph.integers(path + "/to", {to}),
                      graph.integers(path + "/axis", {2})});
}

/// The positions' key of all heads beside the key of each.
void joinPosition(GraphBuilder& graph, Flow& key, TensorId position, const std::string& path,
                  const TransformerSizes& sizes)
{
    const std::int64_t size = sizes.latent.position;
    const TensorId rotated = sizes.isRotary ? graph.add("RotaryEmbedding", {position}) : position;
    const TensorId one = graph.add("Reshape", {rotated, graph.integers(path + "/one", {0, 0, 1, size})});
    const TensorId each = graph.add("Expand", {one, graph.integers(path + "/each", {1, 1, sizes.heads, 1})});
    const TensorId shape = graph.integers(path + "/split", {0, 0, sizes.heads, sizes.headSize});
    const TensorId heads = graph.add("Reshape", {key.tensor, shape});
    const TensorId both = graph.add("Concat", {heads, each}, {{"axis", std::int64_t{3}}});
    key.features = sizes.heads * sizes.scoredSize();
    key.tensor = graph.add("Reshape", {both, graph.integers(path + "/joined", {0, 0, key.features})});
}

/// Queries, keys and values out of a few features each, which are normalised.
Projections addLatent(GraphBuilder& graph, const Flow& flow, const Flow& memory, const std::string& path,
                      const TransformerSizes& sizes)
{
    Projections all{flow, memory, memory};
    if (sizes.latent.query > 0) {
        addLinear(graph, all.query, path + "/query_down", sizes.latent.query, sizes.queryBias);
        addNorm(graph, all.query, path + "/query_norm", Norm::Rms);
    }
    addLinear(graph, all.query, path + "/query", sizes.heads * sizes.scoredSize(), Bias::No);
    const std::int64_t kept = sizes.latent.key;
    addLinear(graph, all.key, path + "/key_down", kept + sizes.latent.position, sizes.queryBias);
    const TensorId position = slice(graph, all.key.tensor, path + "/position", kept, all.key.features);
    all.key.tensor = slice(graph, all.key.tensor, path + "/latent", 0, kept);
    all.key.features = kept;
    addNorm(graph, all.key, path + "/key_norm", Norm::Rms);
    all.value = all.key;
    addLinear(graph, all.key, path + "/key", sizes.heads * sizes.headSize, Bias::No);
    if (sizes.latent.position > 0)
        joinPosition(graph, all.key, position, path + "/key_position", sizes);
    addLinear(graph, all.value, path + "/value", sizes.valueWidth(), Bias::No);
    return all;
}

} // namespace

Projections addProjections(GraphBuilder& graph, const Flow& flow, const Flow& memory, const std::string& path,
                           const TransformerSizes& sizes)
{
    if (sizes.latent.key > 0)
        return addLatent(graph, flow, memory, path, sizes);
    Projections all{flow, memory, memory};
    addLinear(graph, all.query, path + "/query", sizes.heads * sizes.headSize, sizes.queryBias);
    addLinear(graph, all.key, path + "/key", sizes.keyHeads * sizes.headSize, sizes.keyBias);
    addLinear(graph, all.value, path + "/value", sizes.keyHeads * sizes.valueSize, sizes.queryBias);
    addQueryNorm(graph, all.query, path + "/query_norm", sizes.headSize, sizes);
    addQueryNorm(graph, all.key, path + "/key_norm", sizes.headSize, sizes);
    return all;
}

TensorId splitHeads(GraphBuilder& graph, TensorId tensor, const std::string& path,
                    const std::vector<std::int64_t>& heads, std::vector<std::int64_t> order)
{
    std::vector<std::int64_t> shape{0, 0}; // batch and sequence stay
    shape.insert(shape.end(), heads.begin(), heads.end());
    const TensorId split = graph.add("Reshape", {tensor, graph.integers(path, std::move(shape))});
    return graph.add("Transpose", {split}, {{"perm", std::move(order)}});
}

} // namespace waferscope
