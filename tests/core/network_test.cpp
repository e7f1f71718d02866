#include "core/graph/graph_builder.h"
#include "core/network/network.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

class NetworkTest : public QObject {
    Q_OBJECT

private slots:
    void countsMultiplyAdds_data();
    void countsMultiplyAdds();
    void countsATensorOnce();
    void keepsStatisticsApart();
    void takesConstantOfShapeForAWeight();
    void countsOnlyWhatDependsOnInputs();
    void viewsHoldNothing();
    void groupsOperatorsIntoLayers();
    void keepsTheLayersOfTheSource();
    void changesSizes();
    void refusesSizes();
    void refusesCycles();
    void hasNoLayersWhenEmpty();
    void refusesCountsBeyondAllNumbers();
};

static Network good(Result<Network> network)
{
    if (!network.ok())
        qFatal("%s", network.error().message.c_str());
    return std::move(network).value();
}

static Result<Network> networkOf(GraphBuilder& builder, std::vector<TensorId> outputs, const Dimensions& sizes = {})
{
    return Network::create(std::make_shared<const NetworkSource>(builder.take(std::move(outputs))), sizes);
}

static SymbolicShape batchOf(std::initializer_list<std::int64_t> rest)
{
    SymbolicShape shape{std::string{"batch"}};
    shape.insert(shape.end(), rest.begin(), rest.end());
    return shape;
}

struct Product {
    std::string type;
    SymbolicShape input;
    std::vector<Shape> weights;
    Attributes attributes;
};

void NetworkTest::countsMultiplyAdds_data()
{
    QTest::addColumn<Product>("product");
    QTest::addColumn<qint64>("macs"); // of one sample, by hand
    QTest::addColumn<qint64>("parameters");
    const auto row = [](const char* name, const Product& product, qint64 macs, qint64 parameters) {
        QTest::newRow(name) << product << macs << parameters;
    };
    row("conv", {"Conv", batchOf({3, 8, 8}), {{16, 3, 3, 3}, {16}}, {}}, 16 * 6 * 6 * 27, 16 * 27 + 16);
    row("grouped conv", {"Conv", batchOf({8, 8, 8}), {{16, 2, 3, 3}}, {{"group", std::int64_t{4}}}}, 16 * 6 * 6 * 18,
        16 * 18);
    row("strided conv", {"Conv", batchOf({3, 9, 9}), {{4, 3, 3, 3}}, {{"strides", std::vector<std::int64_t>{2, 2}}}},
        4 * 4 * 4 * 27, 4 * 27);
    row("transposed conv", {"ConvTranspose", batchOf({8, 5, 5}), {{8, 4, 2, 2}}, {}}, 8 * 25 * 16, 8 * 16);
    row("product over positions", {"MatMul", batchOf({7, 5}), {{5, 6}}, {}}, 7 * 5 * 6, 30);
    row("gemm", {"Gemm", batchOf({5}), {{6, 5}, {6}}, {{"transB", std::int64_t{1}}}}, 30, 36);
    row("einsum", {"Einsum", batchOf({7, 5}), {{5, 6}}, {{"equation", std::string{"bni,io->bno"}}}}, 7 * 30, 30);
    row("lstm", {"LSTM", batchOf({7, 3}), {{1, 20, 3}, {1, 20, 5}, {1, 40}}, {{"layout", std::int64_t{1}}}}, 7 * 20 * 8,
        20 * 8 + 40);
    row("gru", {"GRU", batchOf({7, 3}), {{1, 15, 3}, {1, 15, 5}}, {{"layout", std::int64_t{1}}}}, 7 * 15 * 8, 15 * 8);
    row("pointwise", {"Mul", batchOf({4}), {{4}}, {}}, 0, 4);
}

void NetworkTest::countsMultiplyAdds()
{
    QFETCH(Product, product);
    QFETCH(qint64, macs);
    QFETCH(qint64, parameters);
    for (const std::int64_t batch : {1, 6}) {
        GraphBuilder builder{"product", "test"};
        const TensorId x = builder.input("x", DataType::Float32, product.input);
        std::vector<std::optional<TensorId>> inputs{x};
        for (const Shape& weight : product.weights)
            inputs.emplace_back(builder.parameter("w", weight));
        const TensorId y = builder.add(product.type, {}, product.attributes);
        NetworkSource source = builder.take({y});
        source.operators[0].inputs = inputs;
        const Network network =
            good(Network::create(std::make_shared<const NetworkSource>(std::move(source)), {{"batch", batch}}));
        QCOMPARE(qint64{network.macs()}, macs);
        QCOMPARE(qint64{network.parameters()}, parameters);
        QCOMPARE(network.layers().size(), std::size_t{1});
    }
}

void NetworkTest::countsATensorOnce()
{
    GraphBuilder builder{"tied", "test"};
    const TensorId ids = builder.input("ids", DataType::Int32, batchOf({4}));
    const TensorId table = builder.parameter("table", {10, 3});
    const TensorId found = builder.add("Gather", {table, ids});
    const TensorId turned = builder.add("Transpose", {table});
    const TensorId scores = builder.add("MatMul", {found, turned});
    const Network network = good(networkOf(builder, {scores}));
    QCOMPARE(network.parameters(), std::int64_t{30});
    QCOMPARE(network.layers().size(), std::size_t{2});
    QCOMPARE(network.layers()[0].kind, LayerKind::Embedding);
    QCOMPARE(network.layers()[0].parameters, std::int64_t{30});
    QCOMPARE(network.layers()[1].kind, LayerKind::Linear); // the transposed table is a parameter too
    QCOMPARE(network.layers()[1].parameters, std::int64_t{0});
    QCOMPARE(network.roleOf(turned), TensorRole::Parameter);
    QVERIFY(!network.layerOf(OperatorId{1}).has_value());
    QCOMPARE(network.macs(), std::int64_t{4 * 3 * 10});
}

void NetworkTest::keepsStatisticsApart()
{
    GraphBuilder builder{"norm", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({6, 2, 2}));
    // All four as a file gives them: floats that are stored.
    const TensorId y = builder.add("BatchNormalization",
                                   {x, builder.parameter("scale", {6}), builder.parameter("bias", {6}),
                                    builder.parameter("mean", {6}), builder.parameter("variance", {6})});
    const Network network = good(networkOf(builder, {y}));
    QCOMPARE(network.parameters(), std::int64_t{12});
    QCOMPARE(network.statistics(), std::int64_t{12});
}

void NetworkTest::takesConstantOfShapeForAWeight()
{
    GraphBuilder builder{"light", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({5}));
    const TensorId matrix = builder.add("ConstantOfShape", {builder.integers("shape", {5, 7})});
    const TensorId product = builder.add("MatMul", {x, matrix});
    const TensorId bias = builder.add("ConstantOfShape", {builder.integers("length", {7})});
    const TensorId sum = builder.add("Add", {product, bias});
    const TensorId shape = builder.add("Shape", {sum});
    const TensorId mask = builder.add("ConstantOfShape", {shape}); // of an activation's shape: no weight
    const TensorId y = builder.add("Add", {sum, mask});
    const Network network = good(networkOf(builder, {y}));
    QCOMPARE(network.parameters(), std::int64_t{42});
    QCOMPARE(network.roleOf(matrix), TensorRole::Parameter);
    QCOMPARE(network.roleOf(mask), TensorRole::Constant);
}

void NetworkTest::countsOnlyWhatDependsOnInputs()
{
    GraphBuilder builder{"constant", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({4}));
    const TensorId folded = builder.add("MatMul", {builder.parameter("a", {4, 4}), builder.parameter("b", {4, 4})});
    const TensorId y = builder.add("MatMul", {x, folded});
    const Network network = good(networkOf(builder, {y}));
    QCOMPARE(network.macs(), std::int64_t{16});
    QCOMPARE(network.activations(), std::int64_t{4});
    QCOMPARE(network.parameters(), std::int64_t{32});
}

void NetworkTest::viewsHoldNothing()
{
    GraphBuilder builder{"views", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({4}));
    const TensorId relu = builder.add("Relu", {x});
    const TensorId row = builder.add("Unsqueeze", {relu, builder.integers("axes", {1})});
    const TensorId turned = builder.add("Transpose", {row}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
    const TensorId flat = builder.add("Flatten", {builder.add("Identity", {turned})});
    const Network network = good(networkOf(builder, {flat}));
    QCOMPARE(network.activations(), std::int64_t{4});
    QCOMPARE(network.layers().size(), std::size_t{1}); // all views join the Relu they alone read
    QCOMPARE(network.layers()[0].operators.size(), std::size_t{5});
}

void NetworkTest::groupsOperatorsIntoLayers()
{
    GraphBuilder builder{"groups", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({4}));
    const TensorId product = builder.add("MatMul", {x, builder.parameter("w", {4, 4})});
    const TensorId sum = builder.add("Add", {product, builder.parameter("b", {4})});
    const TensorId relu = builder.add("Relu", {sum});
    const TensorId residual = builder.add("Add", {relu, x});
    const TensorId scores = builder.add("MatMul", {residual, builder.add("Transpose", {residual})});
    const Network network = good(networkOf(builder, {scores}));
    std::vector<LayerKind> kinds;
    for (const Layer& layer : network.layers())
        kinds.push_back(layer.kind);
    QCOMPARE(kinds,
             (std::vector<LayerKind>{LayerKind::Linear, LayerKind::Pointwise, LayerKind::Pointwise, LayerKind::Other,
                                     LayerKind::Attention}));
    QCOMPARE(network.layers()[0].operators.size(), std::size_t{2});
    QCOMPARE(network.layerOf(OperatorId{1}), std::optional{LayerId{0}});
    QCOMPARE(network.producerOf(sum), std::optional{OperatorId{1}});
    QVERIFY(!network.producerOf(x).has_value());
}

void NetworkTest::keepsTheLayersOfTheSource()
{
    GraphBuilder builder{"named", "test"};
    TensorId x = builder.input("x", DataType::Float32, batchOf({4}));
    builder.beginLayer("block/0", LayerKind::Pointwise);
    x = builder.add("Relu", {builder.add("Tanh", {x})});
    builder.beginLayer("block/0", LayerKind::Pointwise); // names are made unique
    x = builder.add("Relu", {x});
    const Network network = good(networkOf(builder, {x}));
    QCOMPARE(network.layers().size(), std::size_t{2});
    QCOMPARE(network.layers()[0].name, std::string{"block/0"});
    QCOMPARE(network.layers()[1].name, std::string{"block/0_2"});
    QCOMPARE(network.layers()[0].activations, std::int64_t{8});
}

static GraphBuilder sequenceNetwork(TensorId& y)
{
    GraphBuilder builder{"sequence", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, std::string{"length"}, 4});
    builder.setDefault("length", 9);
    y = builder.add("MatMul", {x, builder.parameter("w", {4, 4})});
    return builder;
}

void NetworkTest::changesSizes()
{
    TensorId y{0};
    GraphBuilder builder = sequenceNetwork(y);
    const Network network = good(networkOf(builder, {y}, {{"batch", 3}}));
    QCOMPARE(network.macs(), std::int64_t{9 * 16});
    QCOMPARE(network.symbols().size(), std::size_t{2});
    QCOMPARE(network.symbols()[1].value, std::int64_t{9});
    const Network longer = good(network.withDimensions({{"length", 100}}));
    QCOMPARE(longer.batch(), std::int64_t{3}); // what is not named stays
    QCOMPARE(longer.macs(), std::int64_t{1600});
    QCOMPARE(longer.shapeOf(y), (Shape{3, 100, 4}));
}

void NetworkTest::refusesSizes()
{
    TensorId y{0};
    GraphBuilder builder = sequenceNetwork(y);
    const Network network = good(networkOf(builder, {y}));
    for (const std::int64_t size : {std::int64_t{0}, std::int64_t{-4}, INT64_MAX}) {
        const Result<Network> result = network.withDimensions({{"length", size}});
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::Usage);
    }
    const Result<Network> unknown = network.withDimensions({{"width", 3}});
    QVERIFY(!unknown.ok());
    QVERIFY(unknown.error().message.find("batch and length") != std::string::npos);
}

void NetworkTest::refusesCycles()
{
    GraphBuilder builder{"cycle", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({4}));
    const TensorId a = builder.add("Relu", {x});
    const TensorId b = builder.add("Relu", {a});
    NetworkSource source = builder.take({b});
    source.operators[0].inputs[0] = b;
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(std::move(source)));
    QVERIFY(!network.ok());
    QVERIFY(network.error().message.find("cycle") != std::string::npos);
}

void NetworkTest::hasNoLayersWhenEmpty()
{
    GraphBuilder builder{"empty", "test"};
    const Network network = good(networkOf(builder, {}));
    QVERIFY(network.layers().empty());
    QCOMPARE(network.macs(), std::int64_t{0});
    QCOMPARE(network.batch(), std::int64_t{1});
}

void NetworkTest::refusesCountsBeyondAllNumbers()
{
    GraphBuilder builder{"huge", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf({1LL << 26, 1LL << 26}));
    const TensorId y = builder.add("MatMul", {x, builder.parameter("w", {1LL << 26, 1LL << 26})});
    const Result<Network> network = networkOf(builder, {y});
    QVERIFY(!network.ok());
    QVERIFY2(network.error().message.find("2^62") != std::string::npos, network.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::NetworkTest)
#include "network_test.moc"
