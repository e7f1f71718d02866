#include "core/blocks/transformer_parts.h"

#include <cmath>

namespace waferscope {

namespace {

/// Features as heads, in the order of axes that a product wants. With shared keys the heads fall into groups:
/// [batch, key heads, group, sequence, head size].
TensorId splitHeads(GraphBuilder& graph, TensorId tensor, const std::string& path, std::vector<std::int64_t> heads,
                    std::vector<std::int64_t> order)
{
    std::vector<std::int64_t> shape{0, 0}; // batch and sequence stay
    shape.insert(shape.end(), heads.begin(), heads.end());
    const TensorId split = graph.add("Reshape", {tensor, graph.integers(path, std::move(shape))});
    return graph.add("Transpose", {split}, {{"perm", std::move(order)}});
}

struct Projections {
    Flow query;
    Flow key;
    Flow value;
};

Projections addProjections(GraphBuilder& graph, const Flow& flow, const Flow& memory, const std::string& path,
                           const TransformerSizes& sizes)
{
    Projections all{flow, memory, memory};
    addLinear(graph, all.query, path + "/query", sizes.width(), sizes.projectionBias);
    addLinear(graph, all.key, path + "/key", sizes.keyHeads * sizes.headSize, sizes.projectionBias);
    addLinear(graph, all.value, path + "/value", sizes.keyHeads * sizes.headSize, sizes.projectionBias);
    return all;
}

/// Adds a number to every score by its distance. With shared keys the heads fall into groups, as the scores do.
TensorId addRelative(GraphBuilder& graph, TensorId scores, const std::string& path, const TransformerSizes& sizes)
{
    if (sizes.keyHeads == sizes.heads)
        return graph.add("Add", {scores, sizes.relative});
    const TensorId shape =
        graph.integers(path + "/relative_heads", {sizes.keyHeads, sizes.heads / sizes.keyHeads, -1, 0});
    const TensorId axes = graph.integers(path + "/relative_axes", {1});
    const TensorId grouped = graph.add("Unsqueeze", {sizes.relative, axes});
    return graph.add("Add", {scores, graph.add("Reshape", {grouped, shape})});
}

/// softmax(query key^T / sqrt(head size)), [batch, (key heads, group | heads), sequence, sequence].
TensorId addScores(GraphBuilder& graph, const Projections& from, const std::string& path, const TransformerSizes& sizes)
{
    const bool isShared = sizes.keyHeads != sizes.heads;
    const std::int64_t size = sizes.headSize;
    graph.beginLayer(path, LayerKind::Attention);
    TensorId query = isShared
        ? splitHeads(graph, from.query.tensor, path + "/query_heads",
                     {sizes.keyHeads, sizes.heads / sizes.keyHeads, size}, {0, 2, 3, 1, 4})
        : splitHeads(graph, from.query.tensor, path + "/query_heads", {sizes.heads, size}, {0, 2, 1, 3});
    TensorId key = from.key.tensor;
    if (sizes.isRotary) {
        query = graph.add("RotaryEmbedding", {query});
        key = graph.add("RotaryEmbedding", {key});
    }
    key = isShared ? splitHeads(graph, key, path + "/key_heads", {sizes.keyHeads, 1, size}, {0, 2, 3, 4, 1})
                   : splitHeads(graph, key, path + "/key_heads", {sizes.heads, size}, {0, 2, 3, 1});
    const double scale = 1.0 / std::sqrt(static_cast<double>(size));
    query = graph.add("Mul", {query, graph.number(path + "/scale", scale)});
    TensorId scores = graph.add("MatMul", {query, key});
    if (sizes.relative)
        scores = addRelative(graph, scores, path, sizes);
    if (sizes.mask)
        scores = graph.add("Where", {sizes.mask, graph.number(path + "/hidden", -1e4), scores});
    return graph.add("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
}

void addValues(GraphBuilder& graph, Flow& flow, TensorId scores, TensorId value, const std::string& path,
               const TransformerSizes& sizes)
{
    const bool isShared = sizes.keyHeads != sizes.heads;
    graph.beginLayer(path, LayerKind::Attention);
    const TensorId heads = isShared
        ? splitHeads(graph, value, path + "/value_heads", {sizes.keyHeads, 1, sizes.headSize}, {0, 2, 3, 1, 4})
        : splitHeads(graph, value, path + "/value_heads", {sizes.heads, sizes.headSize}, {0, 2, 1, 3});
    const TensorId mixed = graph.add("MatMul", {scores, heads});
    const std::vector<std::int64_t> back =
        isShared ? std::vector<std::int64_t>{0, 3, 1, 2, 4} : std::vector<std::int64_t>{0, 2, 1, 3};
    const TensorId rows = graph.add("Transpose", {mixed}, {{"perm", back}});
    flow.tensor = graph.add("Reshape", {rows, graph.integers(path + "/joined", {0, 0, sizes.width()})});
    flow.features = sizes.width();
}

/// 0, 1, 2 ... as far as a sequence reaches, along the given axis of [sequence, sequence].
TensorId positionsAlong(GraphBuilder& graph, TensorId length, const std::string& path, std::int64_t otherAxis)
{
    const TensorId range = graph.add(
        "Range",
        {graph.number(path + "/first", std::int64_t{0}), length, graph.number(path + "/step", std::int64_t{1})});
    const TensorId positions = graph.add("Unsqueeze", {range, graph.integers(path + "/axes", {otherAxis})});
    graph.setType(range, DataType::Int64);
    graph.setType(positions, DataType::Int64);
    return positions;
}

} // namespace

TensorId causalMask(GraphBuilder& graph, TensorId sequence, const std::string& path)
{
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {sequence});
    const TensorId square = graph.add("Gather", {shape, graph.integers(path + "/axes", {1, 1})});
    const TensorId all = graph.add("ConstantOfShape", {square}, {{"value", std::int64_t{1}}});
    const TensorId above = graph.add("Trilu", {all, graph.number(path + "/diagonal", std::int64_t{1})});
    graph.setType(shape, DataType::Int64);
    graph.setType(square, DataType::Int64);
    graph.setType(all, DataType::Bool);
    graph.setType(above, DataType::Bool);
    return above;
}

TensorId relativePositions(GraphBuilder& graph, TensorId sequence, const std::string& path, std::int64_t buckets,
                           std::int64_t heads)
{
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {sequence});
    const TensorId length = graph.add("Gather", {shape, graph.number(path + "/axis", std::int64_t{1})});
    graph.setType(shape, DataType::Int64);
    graph.setType(length, DataType::Int64);
    const TensorId rows = positionsAlong(graph, length, path + "/rows", 1);
    const TensorId columns = positionsAlong(graph, length, path + "/columns", 0);
    const TensorId distance = graph.add("Abs", {graph.add("Sub", {columns, rows})});
    const TensorId bucket = graph.add("Min", {distance, graph.number(path + "/last", buckets - 1)});
    graph.setType(distance, DataType::Int64);
    graph.setType(bucket, DataType::Int64);
    const TensorId found = graph.add("Gather", {graph.parameter(path + "/weight", {buckets, heads}), bucket});
    return graph.add("Transpose", {found}, {{"perm", std::vector<std::int64_t>{2, 0, 1}}});
}

void addNorm(GraphBuilder& graph, Flow& flow, const std::string& path, Norm norm)
{
    if (norm == Norm::Layer)
        addLayerNorm(graph, flow, path);
    else
        addRmsNorm(graph, flow, path);
}

void addAttention(GraphBuilder& graph, Flow& flow, const Flow& memory, const std::string& path,
                  const TransformerSizes& sizes)
{
    const Projections projections = addProjections(graph, flow, memory, path, sizes);
    const TensorId scores = addScores(graph, projections, path + "/scores", sizes);
    addValues(graph, flow, scores, projections.value.tensor, path + "/values", sizes);
    addLinear(graph, flow, path + "/output", sizes.hidden, sizes.outputBias);
}

} // namespace waferscope
