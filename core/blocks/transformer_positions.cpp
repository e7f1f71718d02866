#include "core/blocks/transformer_parts.h"

namespace waferscope {

namespace {

/// The length of a sequence, as a number of the graph.
TensorId lengthOf(GraphBuilder& graph, TensorId sequence, const std::string& path)
{
    graph.endLayer();
    const TensorId shape = graph.add("Shape", {sequence});
    const TensorId length = graph.add("Gather", {shape, graph.number(path + "/axis", std::int64_t{1})});
    graph.setType(shape, DataType::Int64);
    graph.setType(length, DataType::Int64);
    return length;
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

/// An operator of whole numbers.
TensorId whole(GraphBuilder& graph, std::string_view type, std::vector<std::optional<TensorId>> inputs)
{
    const TensorId result = graph.add(type, std::move(inputs));
    graph.setType(result, DataType::Int64);
    return result;
}

/// [sequence, sequence]: the key's position less the query's.
TensorId differences(GraphBuilder& graph, TensorId sequence, const std::string& path)
{
    const TensorId length = lengthOf(graph, sequence, path);
    const TensorId rows = positionsAlong(graph, length, path + "/rows", 1);
    const TensorId columns = positionsAlong(graph, length, path + "/columns", 0);
    return graph.add("Sub", {columns, rows});
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
    const TensorId distance = whole(graph, "Abs", {differences(graph, sequence, path)});
    const TensorId bucket = whole(graph, "Min", {distance, graph.number(path + "/last", buckets - 1)});
    const TensorId found = graph.add("Gather", {graph.parameter(path + "/weight", {buckets, heads}), bucket});
    return graph.add("Transpose", {found}, {{"perm", std::vector<std::int64_t>{2, 0, 1}}});
}

TensorId distanceBuckets(GraphBuilder& graph, TensorId sequence, const std::string& path, std::int64_t buckets)
{
    const TensorId difference = differences(graph, sequence, path);
    graph.setType(difference, DataType::Int64);
    const TensorId moved = whole(graph, "Add", {difference, graph.number(path + "/middle", buckets)});
    const TensorId low = whole(graph, "Max", {moved, graph.number(path + "/least", std::int64_t{0})});
    return whole(graph, "Min", {low, graph.number(path + "/last", 2 * buckets - 1)});
}

} // namespace waferscope
