#include "core/blocks/transformer_parts.h"

#include <cmath>
#include <limits>

namespace waferscope {

namespace {

/// Adds a number to every score by its distance. With shared keys the heads fall into groups, as the scores do.
TensorId addRelative(GraphBuilder& graph, TensorId scores, const std::string& path, const TransformerSizes& sizes)
{
    if (!sizes.areKeysShared())
        return graph.add("Add", {scores, sizes.relative});
    const TensorId shape =
        graph.integers(path + "/relative_heads", {sizes.keyHeads, sizes.heads / sizes.keyHeads, -1, 0});
    const TensorId axes = graph.integers(path + "/relative_axes", {1});
    const TensorId grouped = graph.add("Unsqueeze", {sizes.relative, axes});
    return graph.add("Add", {scores, graph.add("Reshape", {grouped, shape})});
}

/// A table of distances through the projection of queries or keys: [heads, head size, distances].
TensorId projectedDistances(GraphBuilder& graph, const std::string& path, const std::string& projection,
                            const TransformerSizes& sizes, TensorId table)
{
    const std::optional<TensorId> bias = graph.findParameter(projection + "/bias");
    TensorId rows = graph.add("MatMul", {table, graph.findParameter(projection + "/weight")});
    if (bias)
        rows = graph.add("Add", {rows, bias});
    const TensorId shape = graph.integers(path + "/heads", {0, sizes.heads, sizes.headSize});
    const TensorId heads = graph.add("Reshape", {rows, shape});
    return graph.add("Transpose", {heads}, {{"perm", std::vector<std::int64_t>{1, 2, 0}}});
}

/// What queries make of the keys' distances and keys of the queries', both [batch, heads, sequence, sequence].
TensorId addDistances(GraphBuilder& graph, TensorId scores, TensorId query, TensorId key, const std::string& path,
                      const TransformerSizes& sizes)
{
    const std::string own = path.substr(0, path.rfind('/')); // where the projections are
    const TensorId table = *sizes.distances;
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {scores});
    const TensorId index = graph.add("Expand", {sizes.buckets, shape});
    graph.setType(shape, DataType::Int64);
    graph.setType(index, DataType::Int64);
    const Attributes last{{"axis", std::int64_t{-1}}};
    graph.beginLayer(path + "/distances", LayerKind::Attention);
    const TensorId keys = projectedDistances(graph, path + "/key_distances", own + "/key", sizes, table);
    const TensorId toKeys = graph.add("GatherElements", {graph.add("MatMul", {query, keys}), index}, last);
    scores = graph.add("Add", {scores, toKeys});
    graph.beginLayer(path + "/distances_back", LayerKind::Attention);
    const TensorId queries = projectedDistances(graph, path + "/query_distances", own + "/query", sizes, table);
    const TensorId rows = graph.add("Transpose", {key}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2}}});
    const TensorId toQueries = graph.add("GatherElements", {graph.add("MatMul", {rows, queries}), index}, last);
    const TensorId back = graph.add("Transpose", {toQueries}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2}}});
    return graph.add("Add", {scores, back});
}

/// Softmax over the scores and one trained score more, which is then left out.
TensorId addSinks(GraphBuilder& graph, TensorId scores, const std::string& path, const TransformerSizes& sizes)
{
    const std::int64_t axes = sizes.areKeysShared() ? 4 : 3;
    graph.endLayer();
    std::vector<std::int64_t> outer;
    for (std::int64_t axis = 0; axis < axes; ++axis)
        outer.push_back(axis);
    const TensorId all = graph.add("Shape", {scores});
    const TensorId most = graph.add("Gather", {all, graph.integers(path + "/outer", std::move(outer))});
    const TensorId wanted =
        graph.add("Concat", {most, graph.integers(path + "/one", {1})}, {{"axis", std::int64_t{0}}});
    for (const TensorId number : {all, most, wanted})
        graph.setType(number, DataType::Int64);
    const Shape shape =
        sizes.areKeysShared() ? Shape{sizes.keyHeads, sizes.heads / sizes.keyHeads, 1, 1} : Shape{sizes.heads, 1, 1};
    graph.beginLayer(path, LayerKind::Attention);
    const TensorId sinks = graph.add("Expand", {graph.parameter(path + "/weight", shape), wanted});
    const TensorId more = graph.add("Concat", {scores, sinks}, {{"axis", std::int64_t{-1}}});
    const TensorId shares = graph.add("Softmax", {more}, {{"axis", std::int64_t{-1}}});
    return graph.add("Slice",
                     {shares, graph.integers(path + "/from", {0}), graph.integers(path + "/to", {-1}),
                      graph.integers(path + "/axis", {axes})});
}

/// With shared keys the heads fall into groups: [batch, key heads, group, sequence, head size].
TensorId queryHeads(GraphBuilder& graph, TensorId query, const std::string& path, const TransformerSizes& sizes)
{
    const std::int64_t size = sizes.scoredSize();
    return sizes.areKeysShared() ? splitHeads(graph, query, path + "/query_heads",
                                              {sizes.keyHeads, sizes.heads / sizes.keyHeads, size}, {0, 2, 3, 1, 4})
                                 : splitHeads(graph, query, path + "/query_heads", {sizes.heads, size}, {0, 2, 1, 3});
}

/// Transposed for a product with all; row by row for one with those of a window.
TensorId keyHeads(GraphBuilder& graph, TensorId key, const std::string& path, const TransformerSizes& sizes)
{
    const std::int64_t size = sizes.scoredSize();
    const bool isWindow = sizes.window > 0;
    if (!sizes.areKeysShared())
        return splitHeads(graph, key, path + "/key_heads", {sizes.heads, size},
                          isWindow ? std::vector<std::int64_t>{0, 2, 1, 3} : std::vector<std::int64_t>{0, 2, 3, 1});
    return splitHeads(graph, key, path + "/key_heads", {sizes.keyHeads, 1, size},
                      isWindow ? std::vector<std::int64_t>{0, 2, 3, 1, 4} : std::vector<std::int64_t>{0, 2, 3, 4, 1});
}

Attributes windowOf(const TransformerSizes& sizes)
{
    return {{"window", sizes.window}, {"causal", std::int64_t{sizes.isCausal ? 1 : 0}}};
}

/// softmax(query key^T / sqrt(head size)), [batch, (key heads, group | heads), sequence, sequence or window].
TensorId addScores(GraphBuilder& graph, const Projections& from, const std::string& path, const TransformerSizes& sizes)
{
    graph.beginLayer(path, LayerKind::Attention);
    TensorId query = queryHeads(graph, from.query.tensor, path, sizes);
    TensorId key = from.key.tensor;
    if (sizes.isRotary) {
        query = graph.add("RotaryEmbedding", {query});
        if (sizes.latent.key == 0)
            key = graph.add("RotaryEmbedding", {key});
    }
    key = keyHeads(graph, key, path, sizes);
    const double scale = 1.0 / std::sqrt(static_cast<double>(sizes.scoredSize()));
    query = graph.add("Mul", {query, graph.number(path + "/scale", scale)});
    TensorId scores =
        sizes.window > 0 ? graph.add("WindowScores", {query, key}, windowOf(sizes)) : graph.add("MatMul", {query, key});
    if (sizes.distances)
        scores = addDistances(graph, scores, query, key, path, sizes);
    else if (sizes.relative)
        scores = addRelative(graph, scores, path, sizes);
    if (sizes.scoreCap > 0)
        addCap(graph, scores, path + "/cap", sizes.scoreCap);
    if (sizes.mask && sizes.window == 0)
        scores = graph.add("Where", {sizes.mask, graph.number(path + "/hidden", -1e4), scores});
    if (sizes.hasSinks)
        return addSinks(graph, scores, path + "/sinks", sizes);
    return graph.add("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
}

void addValues(GraphBuilder& graph, Flow& flow, TensorId scores, TensorId value, const std::string& path,
               const TransformerSizes& sizes)
{
    const bool isShared = sizes.areKeysShared();
    graph.beginLayer(path, LayerKind::Attention);
    const TensorId heads = isShared
        ? splitHeads(graph, value, path + "/value_heads", {sizes.keyHeads, 1, sizes.valueSize}, {0, 2, 3, 1, 4})
        : splitHeads(graph, value, path + "/value_heads", {sizes.heads, sizes.valueSize}, {0, 2, 1, 3});
    const TensorId mixed = sizes.window > 0 ? graph.add("WindowValues", {scores, heads}, windowOf(sizes))
                                            : graph.add("MatMul", {scores, heads});
    const std::vector<std::int64_t> back =
        isShared ? std::vector<std::int64_t>{0, 3, 1, 2, 4} : std::vector<std::int64_t>{0, 2, 1, 3};
    const TensorId rows = graph.add("Transpose", {mixed}, {{"perm", back}});
    flow.tensor = graph.add("Reshape", {rows, graph.integers(path + "/joined", {0, 0, sizes.valueWidth()})});
    flow.features = sizes.valueWidth();
}

TensorId places(GraphBuilder& graph, TensorId tensor, const std::string& path, std::int64_t from, std::int64_t to)
{
    return graph.add("Slice",
                     {tensor, graph.integers(path + "/from", {from}), graph.integers(path + "/to", {to}),
                      graph.integers(path + "/axis", {1})});
}

/// The first position's result, from all positions by projections of its own, in the place of the window's.
void addGlobalPosition(GraphBuilder& graph, Flow& flow, const Flow& memory, const std::string& path,
                       const TransformerSizes& sizes)
{
    TransformerSizes open = sizes;
    open.window = 0;
    open.mask.reset();
    Flow first = memory;
    first.tensor = places(graph, memory.tensor, path + "/first", 0, 1);
    const Projections projections = addProjections(graph, first, memory, path, open);
    const TensorId scores = addScores(graph, projections, path + "/scores", open);
    addValues(graph, first, scores, projections.value.tensor, path + "/values", open);
    const TensorId others = places(graph, flow.tensor, path + "/others", 1, std::numeric_limits<std::int64_t>::max());
    flow.tensor = graph.add("Concat", {first.tensor, others}, {{"axis", std::int64_t{1}}});
}

} // namespace

void addAttention(GraphBuilder& graph, Flow& flow, const Flow& memory, const std::string& path,
                  const TransformerSizes& sizes)
{
    const Projections projections = addProjections(graph, flow, memory, path, sizes);
    const TensorId scores = addScores(graph, projections, path + "/scores", sizes);
    addValues(graph, flow, scores, projections.value.tensor, path + "/values", sizes);
    if (sizes.hasGlobalPosition)
        addGlobalPosition(graph, flow, memory, path + "/global", sizes);
    addLinear(graph, flow, path + "/output", sizes.hidden, sizes.outputBias);
}

} // namespace waferscope
