#include "tests/formats/torch_network.h"
#include "tests/formats/torch_sample.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// One operator at a time: the shapes that our rules infer are those that the program states.
class TorchOperatorsTest : public QObject {
    Q_OBJECT

private slots:
    void givesTheStatedShape_data();
    void givesTheStatedShape();
};

namespace {

using T = TorchSample;

} // namespace

/// A program of one operator.
static void row(const char* target, const std::vector<std::string>& in, const std::vector<std::string>& out,
                T::Named arguments, const char* self = "self", int type = T::kFloat)
{
    T net;
    net.input("x", in, type);
    arguments.insert(arguments.begin(), {self, T::tensor("x")});
    net.node(std::string{"torch.ops.aten."} + target, "y", out, arguments, {}, type);
    QTest::addRow("%s %s", target, arguments.back().second.c_str()) << QString::fromStdString(net.output("y").json());
}

static void addRestOfShapes();

void TorchOperatorsTest::givesTheStatedShape_data()
{
    QTest::addColumn<QString>("program");
    addRestOfShapes();
    row("adaptive_avg_pool2d.default", {"2", "3", "7", "7"}, {"2", "3", "1", "1"},
        {{"output_size", T::numbers({1, 1})}});
    row("adaptive_avg_pool2d.default", {"2", "3", "14", "9"}, {"2", "3", "7", "4"},
        {{"output_size", T::numbers({7, 4})}});
    row("add.Scalar", {"2", "3"}, {"2", "3"}, {{"other", T::number(2)}});
    row("amax.default", {"2", "3", "4"}, {"2", "4"}, {{"dim", T::numbers({1})}});
    row("argmax.default", {"2", "3"}, {"2"}, {{"dim", T::number(-1)}});
    row("avg_pool2d.default", {"2", "3", "9", "9"}, {"2", "3", "4", "4"},
        {{"kernel_size", T::numbers({3, 3})}, {"stride", T::numbers({2, 2})}});
    row("constant_pad_nd.default", {"2", "3", "4"}, {"2", "5", "7"}, {{"pad", T::numbers({1, 2, 0, 2})}});
    row("cumsum.default", {"2", "3"}, {"2", "3"}, {{"dim", T::number(1)}});
    row("expand.default", {"1", "3"}, {"4", "5", "3"}, {{"size", T::numbers({4, 5, -1})}});
    row("flatten.using_ints", {"2", "3", "4", "5"}, {"2", "12", "5"},
        {{"start_dim", T::number(1)}, {"end_dim", T::number(2)}});
    row("glu.default", {"2", "6"}, {"2", "3"}, {});
    row("hardtanh.default", {"2", "6"}, {"2", "6"}, {});
    row("linalg_vector_norm.default", {"2", "6"}, {"2", "1"}, {{"dim", T::numbers({1})}, {"keepdim", T::truth(true)}});
    row("max_pool2d.default", {"2", "3", "8", "8"}, {"2", "3", "4", "4"},
        {{"kernel_size", T::numbers({3, 3})}, {"stride", T::numbers({2, 2})}, {"padding", T::numbers({1, 1})}});
    row("mean.dim", {"2", "3", "7", "7"}, {"2", "3"}, {{"dim", T::numbers({-1, -2})}});
    row("mean.default", {"2", "3"}, {}, {});
}

static void addRestOfShapes()
{
    row("narrow.default", {"2", "9"}, {"2", "4"},
        {{"dim", T::number(1)}, {"start", T::number(3)}, {"length", T::number(4)}});
    row("permute.default", {"2", "3", "4"}, {"4", "2", "3"}, {{"dims", T::numbers({2, 0, 1})}});
    row("pixel_shuffle.default", {"2", "12", "4", "4"}, {"2", "3", "8", "8"}, {{"upscale_factor", T::number(2)}});
    row("pow.Tensor_Scalar", {"2", "3"}, {"2", "3"}, {{"exponent", T::number(2)}});
    row("repeat.default", {"2", "3"}, {"4", "2", "9"}, {{"repeats", T::numbers({4, 1, 3})}});
    row("rsqrt.default", {"2", "3"}, {"2", "3"}, {});
    row("select.int", {"2", "3", "4"}, {"2", "4"}, {{"dim", T::number(1)}, {"index", T::number(-1)}});
    row("slice.Tensor", {"2", "9"}, {"2", "4"},
        {{"dim", T::number(1)},
         {"start", T::number(1)},
         {"end", T::number(9223372036854775807)},
         {"step", T::number(2)}});
    row("squeeze.dims", {"2", "1", "3", "1"}, {"2", "3", "1"}, {{"dim", T::numbers({0, 1})}});
    row("squeeze.default", {"2", "1", "3", "1"}, {"2", "3"}, {});
    row("sum.dim_IntList", {"2", "3"}, {"2", "1"}, {{"dim", T::numbers({1})}, {"keepdim", T::truth(true)}});
    row("t.default", {"2", "3"}, {"3", "2"}, {});
    row("unflatten.int", {"2", "12", "5"}, {"2", "3", "4", "5"},
        {{"dim", T::number(1)}, {"sizes", T::numbers({3, 4})}});
    row("unsqueeze.default", {"2", "3"}, {"2", "1", "3"}, {{"dim", T::number(-2)}});
    row("upsample_nearest2d.vec", {"2", "3", "4", "4"}, {"2", "3", "8", "12"},
        {{"scale_factors", R"({"as_floats":[2.0,3.0]})"}}, "input");
    row("upsample_bilinear2d.default", {"2", "3", "4", "4"}, {"2", "3", "9", "7"},
        {{"output_size", T::numbers({9, 7})}});
    row("var.correction", {"2", "3"}, {"2"}, {{"dim", T::numbers({1})}});
    row("view.default", {"2", "6"}, {"3", "4"}, {{"size", T::numbers({-1, 4})}});
    row("zeros_like.default", {"2", "6"}, {"2", "6"}, {});
}

void TorchOperatorsTest::givesTheStatedShape()
{
    QFETCH(const QString, program);
    const Network network = networkOf(program.toStdString());
    compareShapes(network);
    QVERIFY(network.issues().empty()); // no shape was merely taken over
    QVERIFY(!network.source().operators.empty());
    const auto& outputs = network.source().outputs;
    QCOMPARE(outputs.size(), std::size_t{1});
    QCOMPARE(network.shapeOf(outputs[0]).size(), network[outputs[0]].declared.size());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::TorchOperatorsTest)
#include "torch_operators_test.moc"
