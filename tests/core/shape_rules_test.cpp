#include "core/graph/graph_builder.h"
#include "core/shape_rules/shape_inference.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// One operator at a time: shapes in, shapes out, contradictions named. Hand-worked from ONNX's operator list.
class ShapeRulesTest : public QObject {
    Q_OBJECT

private slots:
    void givesShapes_data();
    void givesShapes();
    void refusesContradictions_data();
    void refusesContradictions();
    void followsShapeArithmetic();
    void passesUnknownOperatorsThrough();
    void refusesMissingInputs();
};

/// A float tensor of a shape, or the numbers of an integer vector.
struct Given {
    Shape shape;
    bool holdsNumbers = false;

    static Given numbers(Shape values) { return {std::move(values), true}; }
};

using Numbers = std::vector<std::int64_t>;

struct Case {
    std::string type;
    std::vector<Given> inputs;
    Attributes attributes;
    std::vector<Shape> outputs;
    std::string complaint; ///< part of it; empty when the shapes are right
};

static Result<InferredShapes> inferred(const Case& given, std::vector<TensorId>& outputs)
{
    GraphBuilder builder{"case", "test"};
    std::vector<std::optional<TensorId>> inputs;
    for (const Given& input : given.inputs)
        inputs.emplace_back(input.holdsNumbers
                                ? builder.integers("numbers", input.shape)
                                : builder.input("x", DataType::Float32, {input.shape.begin(), input.shape.end()}));
    NetworkSource source = builder.take({});
    Operator subject{given.type, "it", std::move(inputs), {}, given.attributes};
    for (std::size_t output = 0; output < std::max<std::size_t>(given.outputs.size(), 1); ++output) {
        source.tensors.emplace_back();
        outputs.emplace_back(source.tensors.size() - 1);
        subject.outputs.emplace_back(outputs.back());
    }
    source.operators.push_back(std::move(subject));
    return inferShapes(source, {});
}

static std::int64_t flag(int value)
{
    return value;
}

static std::vector<Case> convolutionCases()
{
    const Given image{{2, 3, 224, 224}};
    const Given filter{{64, 3, 7, 7}};
    return {
        {"Conv", {image, filter}, {{"strides", Numbers{2, 2}}, {"pads", Numbers{3, 3, 3, 3}}}, {{2, 64, 112, 112}}, ""},
        {"Conv",
         {image, filter},
         {{"auto_pad", std::string{"SAME_UPPER"}}, {"strides", Numbers{3, 2}}},
         {{2, 64, 75, 112}},
         ""},
        {"Conv",
         {image, filter},
         {{"auto_pad", std::string{"VALID"}}, {"dilations", Numbers{2, 2}}},
         {{2, 64, 212, 212}},
         ""},
        {"Conv", {{{1, 8, 10}}, {{16, 1, 3}}}, {{"group", flag(8)}}, {{1, 16, 8}}, ""},
        {"Conv", {image, {{64, 4, 7, 7}}}, {}, {}, "takes 4 channels in each of 1 groups and the input has 3"},
        {"Conv", {image, filter}, {{"strides", Numbers{0, 1}}}, {}, "strides must be 2 numbers of at least 1"},
        {"Conv", {image, filter}, {{"group", flag(0)}}, {}, "group count"},
        {"Conv", {{{1, 3, 4, 4}}, filter}, {}, {}, "reaches over 7 positions of an axis that has 4"},
        {"Conv", {{{3, 4}}, filter}, {}, {}, "same number of axes"},
        {"ConvTranspose", {{{1, 8, 5, 5}}, {{8, 4, 2, 2}}}, {{"strides", Numbers{2, 2}}}, {{1, 4, 10, 10}}, ""},
        {"ConvTranspose",
         {{{1, 8, 5, 5}}, {{8, 4, 3, 3}}},
         {{"strides", Numbers{2, 2}}, {"pads", Numbers{1, 1, 1, 1}}, {"output_padding", Numbers{1, 1}}},
         {{1, 4, 10, 10}},
         ""},
        {"ConvTranspose", {{{1, 8, 5, 5}}, {{8, 4, 3, 3}}}, {{"output_shape", Numbers{11, 12}}}, {{1, 4, 11, 12}}, ""},
        {"MaxPool", {image}, {{"kernel_shape", Numbers{3, 3}}, {"strides", Numbers{2, 2}}}, {{2, 3, 111, 111}}, ""},
        {"MaxPool",
         {image},
         {{"kernel_shape", Numbers{3, 3}}, {"strides", Numbers{2, 2}}, {"ceil_mode", flag(1)}},
         {{2, 3, 112, 112}},
         ""},
        {"AveragePool",
         {{{1, 1, 2, 2}}}, // a window that would begin in the padding is left out
         {{"kernel_shape", Numbers{1, 1}}, {"strides", Numbers{2, 2}}, {"ceil_mode", flag(1)}},
         {{1, 1, 1, 1}},
         ""},
        {"MaxPool", {image}, {}, {}, "kernel_shape"},
        {"GlobalAveragePool", {image}, {}, {{2, 3, 1, 1}}, ""},
        {"BatchNormalization",
         {image, {{3}}, {{3}}, {{3}}, {{4}}},
         {},
         {},
         "input 4 must have one number for each of 3"},
    };
}

static std::vector<Case> matrixCases()
{
    return {
        {"MatMul", {{{2, 1, 5, 4}}, {{3, 4, 6}}}, {}, {{2, 3, 5, 6}}, ""},
        {"MatMul", {{{4}}, {{4, 6}}}, {}, {{6}}, ""},
        {"MatMul", {{{5, 4}}, {{4}}}, {}, {{5}}, ""},
        {"MatMul", {{{5, 4}}, {{5, 4}}}, {}, {}, "rows of 4 numbers and the second has 5 rows"},
        {"Gemm", {{{4, 5}}, {{6, 4}}, {{6}}}, {{"transA", flag(1)}, {"transB", flag(1)}}, {{5, 6}}, ""},
        {"Gemm", {{{5, 4}}, {{4, 6}}, {{5}}}, {}, {}, "does not broadcast"},
        {"Einsum", {{{2, 3, 4}}, {{2, 5, 4}}}, {{"equation", std::string{"bij, bkj -> bik"}}}, {{2, 3, 5}}, ""},
        {"Einsum", {{{7, 3, 4}}}, {{"equation", std::string{"...ij->...ji"}}}, {{7, 4, 3}}, ""},
        {"Einsum", {{{2, 3}}, {{4, 5}}}, {{"equation", std::string{"ij,jk->ik"}}}, {}, "does not fit its operands"},
        {"LSTM",
         {{{7, 2, 3}}, {{1, 20, 3}}, {{1, 20, 5}}},
         {{"hidden_size", flag(5)}},
         {{7, 1, 2, 5}, {1, 2, 5}, {1, 2, 5}},
         ""},
        {"GRU",
         {{{2, 7, 3}}, {{2, 15, 3}}, {{2, 15, 5}}},
         {{"direction", std::string{"bidirectional"}}, {"layout", flag(1)}},
         {{2, 7, 2, 5}, {2, 2, 5}},
         ""},
        {"LSTM", {{{7, 2, 3}}, {{1, 20, 4}}, {{1, 20, 5}}}, {}, {}, "the matrices must be"},
        {"LayerNormalization", {{{2, 3, 4}}, {{4}}, {{4}}}, {}, {{2, 3, 4}, {2, 3, 1}}, ""},
        {"LayerNormalization", {{{2, 3, 4}}, {{3}}}, {}, {}, "scale and bias must broadcast"},
    };
}

static std::vector<Case> layoutCases()
{
    const Given cube{{2, 3, 4}};
    return {
        {"Reshape", {cube, Given::numbers({0, -1})}, {}, {{2, 12}}, ""},
        {"Reshape", {cube, Given::numbers({5, -1})}, {}, {}, "does not hold as many elements"},
        {"Reshape", {cube, Given::numbers({-1, -1})}, {}, {}, "does not hold as many elements"},
        {"Reshape", {{{0, 3}}, Given::numbers({3, 0})}, {{"allowzero", flag(1)}}, {{3, 0}}, ""},
        {"Flatten", {cube}, {{"axis", flag(-1)}}, {{6, 4}}, ""},
        {"Flatten", {cube}, {{"axis", flag(0)}}, {{1, 24}}, ""},
        {"Transpose", {cube}, {}, {{4, 3, 2}}, ""},
        {"Transpose", {cube}, {{"perm", Numbers{0, 0, 1}}}, {}, "order of axes"},
        {"Squeeze", {{{1, 3, 1}}}, {}, {{3}}, ""},
        {"Squeeze", {{{1, 3, 1}}, Given::numbers({-1})}, {}, {{1, 3}}, ""},
        {"Squeeze", {cube}, {{"axes", Numbers{0}}}, {}, "axis 0 is not 1 long"},
        {"Unsqueeze", {{{3}}, Given::numbers({0, -1})}, {}, {{1, 3, 1}}, ""},
        {"Expand", {{{3, 1}}, Given::numbers({2, 1, 4})}, {}, {{2, 3, 4}}, ""},
        {"Tile", {{{2, 3}}, Given::numbers({2, 4})}, {}, {{4, 12}}, ""},
        {"Concat", {{{2, 3}}, {{2, 5}}}, {{"axis", flag(-1)}}, {{2, 8}}, ""},
        {"Concat", {{{2, 3}}, {{3, 5}}}, {{"axis", flag(1)}}, {}, "differ on another axis than 1"},
        {"Split", {{{2, 7}}}, {{"axis", flag(1)}}, {{2, 4}, {2, 3}}, ""},
        {"Split", {{{2, 7}}}, {{"axis", flag(1)}, {"split", Numbers{3, 3}}}, {{}, {}}, "do not sum to 7"},
        {"Pad", {{{2, 3}}, Given::numbers({1, 0, 0, 4})}, {}, {{3, 7}}, ""},
        {"DepthToSpace", {{{1, 8, 2, 3}}}, {{"blocksize", flag(2)}}, {{1, 2, 4, 6}}, ""},
        {"Add", {{{4, 1}}, {{3}}}, {}, {{4, 3}}, ""},
        {"Add", {{{2, 3, 4, 5}}, {{3, 4}}}, {{"axis", flag(1)}, {"broadcast", flag(1)}}, {{2, 3, 4, 5}}, ""},
        {"Add", {{{4, 2}}, {{3}}}, {}, {}, "do not broadcast"},
        {"Where", {{{4, 1}}, {{1, 3}}, {{}}}, {}, {{4, 3}}, ""},
    };
}

static std::vector<Case> selectionCases()
{
    return {
        {"Gather", {{{5, 7}}, Given::numbers({0, 4, 4})}, {}, {{3, 7}}, ""},
        {"Gather", {{{5, 7}}, {{2, 3}}}, {{"axis", flag(1)}}, {{5, 2, 3}}, ""},
        {"Gather", {{{5, 7}}, Given::numbers({5})}, {}, {}, "asks for entry 5 of 5"},
        {"GatherND", {{{2, 9, 6}}, {{2, 4, 1}}}, {{"batch_dims", flag(1)}}, {{2, 4, 6}}, ""},
        {"Slice", {{{10, 8}}, Given::numbers({1, -3}), Given::numbers({INT64_MAX, 8})}, {}, {{9, 3}}, ""},
        {"Slice",
         {{{10, 8}}, Given::numbers({-1}), Given::numbers({INT64_MIN}), Given::numbers({0}), Given::numbers({-3})},
         {},
         {{4, 8}},
         ""},
        {"Slice",
         {{{10}}, Given::numbers({0}), Given::numbers({5}), Given::numbers({0}), Given::numbers({0})},
         {},
         {},
         "step of 0"},
        {"TopK", {{{3, 9}}, Given::numbers({4})}, {}, {{3, 4}, {3, 4}}, ""},
        {"ReduceMean", {{{2, 3, 4}}}, {{"axes", Numbers{-1}}, {"keepdims", flag(0)}}, {{2, 3}}, ""},
        {"ReduceSum", {{{2, 3, 4}}, Given::numbers({0, 2})}, {}, {{1, 3, 1}}, ""},
        {"ReduceMax", {{{2, 3}}}, {}, {{1, 1}}, ""},
        {"ArgMax", {{{2, 3}}}, {{"axis", flag(5)}}, {}, "no axis 5"},
        {"Upsample", {{{1, 2, 3, 4}}}, {{"scales", std::vector<double>{1, 1, 2, 2.5}}}, {{1, 2, 6, 10}}, ""},
        {"Resize", {{{1, 2, 3, 4}}, {{0}}, {{0}}, Given::numbers({1, 2, 9, 9})}, {}, {{1, 2, 9, 9}}, ""},
        {"ConstantOfShape", {Given::numbers({2, 5})}, {}, {{2, 5}}, ""},
        {"ConstantOfShape", {Given::numbers({1LL << 40, 1LL << 40})}, {}, {}, "far too large"},
        {"Range", {Given::numbers({3}), Given::numbers({10}), Given::numbers({2})}, {}, {{4}}, ""},
        {"OneHot", {{{2, 3}}, Given::numbers({10}), {{2}}}, {}, {{2, 3, 10}}, ""},
    };
}

static void addRows(const std::vector<Case>& cases, bool wantsComplaint)
{
    int number = 0;
    for (const Case& row : cases) {
        ++number;
        if (row.complaint.empty() != wantsComplaint)
            QTest::newRow((row.type + " " + std::to_string(number)).c_str()) << row;
    }
}

static void addAllRows(bool wantsComplaint)
{
    QTest::addColumn<Case>("row");
    for (const auto& cases : {convolutionCases(), matrixCases(), layoutCases(), selectionCases()})
        addRows(cases, wantsComplaint);
}

void ShapeRulesTest::givesShapes_data()
{
    addAllRows(false);
}

void ShapeRulesTest::givesShapes()
{
    QFETCH(Case, row);
    std::vector<TensorId> outputs;
    const Result<InferredShapes> result = inferred(row, outputs);
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
    for (std::size_t output = 0; output < row.outputs.size(); ++output)
        QCOMPARE(result.value().facts[outputs[output].index()].shape, row.outputs[output]);
    QVERIFY(result.value().issues.empty());
}

void ShapeRulesTest::refusesContradictions_data()
{
    addAllRows(true);
}

void ShapeRulesTest::refusesContradictions()
{
    QFETCH(Case, row);
    std::vector<TensorId> outputs;
    const Result<InferredShapes> result = inferred(row, outputs);
    QVERIFY(!result.ok());
    const std::string& message = result.error().message;
    QVERIFY2(message.find(row.complaint) != std::string::npos, message.c_str());
    QVERIFY2(message.starts_with(row.type + " 'it' "), message.c_str());
    QVERIFY2(
        message.find(toText(row.inputs[0].holdsNumbers ? Shape{static_cast<std::int64_t>(row.inputs[0].shape.size())}
                                                       : row.inputs[0].shape))
            != std::string::npos,
        message.c_str());
}

void ShapeRulesTest::followsShapeArithmetic()
{
    GraphBuilder builder{"arithmetic", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {2, 3, 4});
    const TensorId shape = builder.add("Shape", {x});
    const TensorId last = builder.add("Gather", {shape, builder.number("last", std::int64_t{-1})});
    const TensorId doubled = builder.add("Mul", {last, builder.number("two", std::int64_t{2})});
    const TensorId row = builder.add("Unsqueeze", {doubled, builder.integers("axes", {0})});
    const TensorId target = builder.add("Concat", {builder.integers("rest", {-1}), row}, {{"axis", std::int64_t{0}}});
    const TensorId y = builder.add("Reshape", {x, target});
    const auto result = inferShapes(builder.take({y}), {});
    QVERIFY(result.ok());
    QCOMPARE(result.value().facts[y.index()].shape, (Shape{3, 8}));
}

void ShapeRulesTest::passesUnknownOperatorsThrough()
{
    std::vector<TensorId> outputs;
    const Result<InferredShapes> result = inferred({"Mystery", {{{2, 3}}}, {}, {{2, 3}}, ""}, outputs);
    QVERIFY(result.ok());
    QCOMPARE(result.value().facts[outputs[0].index()].shape, (Shape{2, 3}));
    QCOMPARE(result.value().issues.size(), std::size_t{1});
    QCOMPARE(result.value().issues[0].severity, IssueSeverity::Warning);
}

void ShapeRulesTest::refusesMissingInputs()
{
    std::vector<TensorId> outputs;
    QVERIFY(!inferred({"Conv", {{{1, 3, 4, 4}}}, {}, {}, ""}, outputs).ok());
    QVERIFY(!inferred({"Relu", {}, {}, {}, ""}, outputs).ok());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ShapeRulesTest)
#include "shape_rules_test.moc"
