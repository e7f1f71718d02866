#include "core/base/random.h"
#include "formats/networks/model.h"
#include "formats/torch/torch_export.h"
#include "tests/test_class.h"

#include "tests/formats/read_network.h"
#include "tests/formats/torch_network.h"
#include "tests/formats/torch_sample.h"
#include "tests/formats/zip_sample.h"

#include <QTest>

namespace waferscope {

/// Programs in the form that torch.export gives them. The expected numbers are PyTorch's formulas, worked out beside
/// the network; the expected shapes are those that the programs themselves state.
class TorchExportTest : public QObject {
    Q_OBJECT

private slots:
    void readsPerceptron();
    void readsConvolutionsAsExported();
    void readsConvolutionsInCoreOperators();
    void readsTransformerBlock();
    void openBatchCanBeSet();
    void sharedKeysAreRead();
    void readsRecurrentLayers();
    void buffersAreNotTrained();
    void packedBuffersAreWeights();
    void bothBranchesAreTrained();
    void lossesAreSingleNumbers();
    void wrappedGraphsAreWrittenOut();
    void anUnknownOperatorHasTheStatedShape();
    void readsTheFirstVersion();
    void readsBothArchives();

private:
    SampleFolder m_folder;
};

namespace {

using T = TorchSample;

} // namespace

static std::vector<std::string> layerNames(const Network& network)
{
    std::vector<std::string> names;
    for (const Layer& layer : network.layers())
        names.push_back(layer.name);
    return names;
}

static const Layer& layerOf(const Network& network, const std::string& name)
{
    for (const Layer& layer : network.layers())
        if (layer.name == name)
            return layer;
    qFatal("there is no layer %s", name.c_str());
}

void TorchExportTest::readsPerceptron()
{
    const Network network = networkOf(perceptron().json());
    compareShapes(network);
    QCOMPARE(network.parameters(), 784 * 300 + 300 + 300 * 10 + 10);
    QCOMPARE(network.macs(), 784 * 300 + 300 * 10);
    QCOMPARE(network.batch(), 4);
    QCOMPARE(layerNames(network), (std::vector<std::string>{"fc1", "act", "fc2", "softmax"}));
    QVERIFY(layerOf(network, "fc1").kind == LayerKind::Linear);
    QVERIFY(network.issues().empty());
    QCOMPARE(network.source().outputs.size(), std::size_t{1});
}

static T convolutionWeights()
{
    T net;
    net.parameter("w", "features.0.weight", {"16", "3", "3", "3"});
    net.parameter("g", "features.1.weight", {"16"}).parameter("b", "features.1.bias", {"16"});
    net.parameter("fw", "classifier.weight", {"10", "4096"}).parameter("fb", "classifier.bias", {"10"});
    net.buffer("m", "features.1.running_mean", {"16"}).buffer("v", "features.1.running_var", {"16"});
    net.buffer("n", "features.1.num_batches_tracked", {}, T::kLong);
    net.input("x", {"2", "3", "32", "32"});
    return net;
}

static void compareConvolutions(const Network& network)
{
    compareShapes(network);
    QCOMPARE(network.parameters(), 16 * 3 * 3 * 3 + 2 * 16 + 4096 * 10 + 10);
    QCOMPARE(network.statistics(), 2 * 16);
    QCOMPARE(network.macs(), 16 * 32 * 32 * 27 + 4096 * 10);
    QCOMPARE(layerOf(network, "features/0").parameters, 432);
    QCOMPARE(layerOf(network, "features/1").parameters, 32);
    QCOMPARE(layerOf(network, "features/1").statistics, 32);
    QVERIFY(layerOf(network, "features/1").kind == LayerKind::Normalisation);
    QCOMPARE(layerOf(network, "classifier").outputShape, (Shape{2, 10}));
}

void TorchExportTest::readsConvolutionsAsExported()
{
    T net = convolutionWeights();
    net.node("torch.ops.aten.conv2d.default", "conv2d", {"2", "16", "32", "32"},
             {{"input", T::tensor("x")},
              {"weight", T::tensor("w")},
              {"bias", R"({"as_none":true})"},
              {"stride", T::numbers({1, 1})},
              {"padding", T::numbers({1, 1})}},
             "features.0,torch.nn.modules.conv.Conv2d");
    net.node("torch.ops.aten.batch_norm.default", "batch_norm", {"2", "16", "32", "32"},
             {{"input", T::tensor("conv2d")},
              {"weight", T::tensor("g")},
              {"bias", T::tensor("b")},
              {"running_mean", T::tensor("m")},
              {"running_var", T::tensor("v")},
              {"training", T::truth(false)},
              {"momentum", T::real(0.1)},
              {"eps", T::real(1e-5)},
              {"cudnn_enabled", T::truth(true)}},
             "features.1,torch.nn.modules.batchnorm.BatchNorm2d");
    net.node("torch.ops.aten.relu_.default", "relu_", {"2", "16", "32", "32"}, {{"self", T::tensor("batch_norm")}},
             "features.2,torch.nn.modules.activation.ReLU");
    net.node("torch.ops.aten.max_pool2d.default", "max_pool2d", {"2", "16", "16", "16"},
             {{"self", T::tensor("relu_")}, {"kernel_size", T::numbers({2, 2})}, {"stride", T::numbers({2, 2})}},
             "features.3,torch.nn.modules.pooling.MaxPool2d");
    net.node("torch.ops.aten.flatten.using_ints", "flatten", {"2", "4096"},
             {{"self", T::tensor("max_pool2d")}, {"start_dim", T::number(1)}});
    net.node("torch.ops.aten.linear.default", "linear", {"2", "10"},
             {{"input", T::tensor("flatten")}, {"weight", T::tensor("fw")}, {"bias", T::tensor("fb")}},
             "classifier,torch.nn.modules.linear.Linear");
    const Network network = networkOf(net.output("linear").json());
    compareConvolutions(network);
    QVERIFY(layerOf(network, "features/3").kind == LayerKind::Pooling);
}

void TorchExportTest::readsConvolutionsInCoreOperators()
{
    T net = convolutionWeights();
    net.node("torch.ops.aten.convolution.default", "convolution", {"2", "16", "32", "32"},
             {{"input", T::tensor("x")},
              {"weight", T::tensor("w")},
              {"bias", R"({"as_none":true})"},
              {"stride", T::numbers({1, 1})},
              {"padding", T::numbers({1, 1})},
              {"dilation", T::numbers({1, 1})},
              {"transposed", T::truth(false)},
              {"output_padding", T::numbers({0, 0})},
              {"groups", T::number(1)}});
    net.value("getitem", {"2", "16", "32", "32"}).value("unused_1", {"0"}).value("unused_2", {"0"});
    net.call("torch.ops.aten._native_batch_norm_legit_no_training.default",
             {T::tensor("getitem"), T::tensor("unused_1"), T::tensor("unused_2")},
             {{"input", T::tensor("convolution")},
              {"weight", T::tensor("g")},
              {"bias", T::tensor("b")},
              {"running_mean", T::tensor("m")},
              {"running_var", T::tensor("v")},
              {"momentum", T::real(0.1)},
              {"eps", T::real(1e-5)}});
    net.node("torch.ops.aten.relu.default", "relu", {"2", "16", "32", "32"}, {{"self", T::tensor("getitem")}});
    net.value("getitem_1", {"2", "16", "16", "16"}).value("indices", {"2", "16", "16", "16"}, T::kLong);
    net.call("torch.ops.aten.max_pool2d_with_indices.default", {T::tensor("getitem_1"), T::tensor("indices")},
             {{"self", T::tensor("relu")}, {"kernel_size", T::numbers({2, 2})}, {"stride", T::numbers({2, 2})}});
    net.node("torch.ops.aten.view.default", "view", {"2", "4096"},
             {{"self", T::tensor("getitem_1")}, {"size", T::numbers({2, 4096})}});
    net.node("torch.ops.aten.permute.default", "permute", {"4096", "10"},
             {{"self", T::tensor("fw")}, {"dims", T::numbers({1, 0})}});
    net.node("torch.ops.aten.addmm.default", "addmm", {"2", "10"},
             {{"self", T::tensor("fb")}, {"mat1", T::tensor("view")}, {"mat2", T::tensor("permute")}});
    compareConvolutions(networkOf(net.output("addmm").json()));
}

/// Self-attention of 4 heads of 8 over 16 tokens; `batch` is the number or symbolic number that views name.
static T attention(const std::string& batch, const std::string& b)
{
    T net;
    net.parameter("iw", "self_attn.in_proj_weight", {"96", "32"}).parameter("ib", "self_attn.in_proj_bias", {"96"});
    net.parameter("ow", "self_attn.out_proj.weight", {"32", "32"}).parameter("ob", "self_attn.out_proj.bias", {"32"});
    const std::string around = "self_attn,torch.nn.modules.activation.MultiheadAttention";
    net.input("x", {b, "16", "32"});
    const auto sizes = [&batch](std::vector<std::string> shape) {
        shape.insert(shape.begin(), batch);
        return T::sizes(shape);
    };
    if (batch == "sym_size_int")
        net.call("torch.ops.aten.sym_size.int", {T::symbol("sym_size_int")},
                 {{"self", T::tensor("x")}, {"dim", T::number(0)}});
    net.node("torch.ops.aten.linear.default", "qkv", {b, "16", "96"},
             {{"input", T::tensor("x")}, {"weight", T::tensor("iw")}, {"bias", T::tensor("ib")}}, around);
    net.value("q", {b, "16", "32"}).value("k", {b, "16", "32"}).value("v", {b, "16", "32"});
    net.call("torch.ops.aten.split.Tensor", {T::tensors({"q", "k", "v"})},
             {{"self", T::tensor("qkv")}, {"split_size", T::number(32)}, {"dim", T::number(-1)}}, around);
    for (const std::string name : {"q", "k", "v"}) {
        net.node("torch.ops.aten.view.default", name + "_view", {b, "16", "4", "8"},
                 {{"self", T::tensor(name)}, {"size", sizes({"16", "4", "8"})}}, around);
        net.node("torch.ops.aten.transpose.int", name + "_heads", {b, "4", "16", "8"},
                 {{"self", T::tensor(name + "_view")}, {"dim0", T::number(1)}, {"dim1", T::number(2)}}, around);
    }
    net.node("torch.ops.aten.scaled_dot_product_attention.default", "sdpa", {b, "4", "16", "8"},
             {{"query", T::tensor("q_heads")}, {"key", T::tensor("k_heads")}, {"value", T::tensor("v_heads")}}, around);
    net.node("torch.ops.aten.transpose.int", "joined", {b, "16", "4", "8"},
             {{"self", T::tensor("sdpa")}, {"dim0", T::number(1)}, {"dim1", T::number(2)}}, around);
    net.node("torch.ops.aten.view.default", "together", {b, "16", "32"},
             {{"self", T::tensor("joined")}, {"size", sizes({"16", "32"})}}, around);
    net.node("torch.ops.aten.linear.default", "projected", {b, "16", "32"},
             {{"input", T::tensor("together")}, {"weight", T::tensor("ow")}, {"bias", T::tensor("ob")}}, around);
    return net;
}

/// 16 tokens of 32 features, 4 heads, a hidden layer of 128; the batch is open where `expression` names a symbol.
static T transformerBlock(const std::string& batch, const std::string& b)
{
    T net = attention(batch, b);
    net.parameter("aw", "linear1.weight", {"128", "32"}).parameter("ab", "linear1.bias", {"128"});
    net.parameter("cw", "linear2.weight", {"32", "128"}).parameter("cb", "linear2.bias", {"32"});
    net.parameter("g1", "norm1.weight", {"32"}).parameter("b1", "norm1.bias", {"32"});
    net.parameter("g2", "norm2.weight", {"32"}).parameter("b2", "norm2.bias", {"32"});
    net.node("torch.ops.aten.add.Tensor", "add", {b, "16", "32"},
             {{"self", T::tensor("x")}, {"other", T::tensor("projected")}});
    net.node("torch.ops.aten.layer_norm.default", "norm", {b, "16", "32"},
             {{"input", T::tensor("add")},
              {"normalized_shape", T::numbers({32})},
              {"weight", T::tensor("g1")},
              {"bias", T::tensor("b1")}},
             "norm1,torch.nn.modules.normalization.LayerNorm");
    net.node("torch.ops.aten.linear.default", "hidden", {b, "16", "128"},
             {{"input", T::tensor("norm")}, {"weight", T::tensor("aw")}, {"bias", T::tensor("ab")}},
             "linear1,torch.nn.modules.linear.Linear");
    net.node("torch.ops.aten.gelu.default", "gelu", {b, "16", "128"}, {{"self", T::tensor("hidden")}});
    net.node("torch.ops.aten.linear.default", "back", {b, "16", "32"},
             {{"input", T::tensor("gelu")}, {"weight", T::tensor("cw")}, {"bias", T::tensor("cb")}},
             "linear2,torch.nn.modules.linear.Linear");
    net.node("torch.ops.aten.add.Tensor", "add_1", {b, "16", "32"},
             {{"self", T::tensor("norm")}, {"other", T::tensor("back")}});
    net.value("out", {b, "16", "32"}).value("mean", {b, "16", "1"}).value("deviation", {b, "16", "1"});
    net.call("torch.ops.aten.native_layer_norm.default", {T::tensor("out"), T::tensor("mean"), T::tensor("deviation")},
             {{"input", T::tensor("add_1")},
              {"normalized_shape", T::numbers({32})},
              {"weight", T::tensor("g2")},
              {"bias", T::tensor("b2")},
              {"eps", T::real(1e-5)}},
             "norm2,torch.nn.modules.normalization.LayerNorm");
    return net.output("out");
}

static void compareTransformer(const Network& network)
{
    compareShapes(network);
    QCOMPARE(network.parameters(), 96 * 32 + 96 + 32 * 32 + 32 + 2 * 64 + 32 * 128 + 128 + 128 * 32 + 32);
    const std::int64_t attention = 2 * 4 * 16 * 16 * 8;
    QCOMPARE(network.macs(), 16 * 32 * 96 + attention + 16 * 32 * 32 + 2 * 16 * 32 * 128);
}

void TorchExportTest::readsTransformerBlock()
{
    const Network network = networkOf(transformerBlock("2", "2").json());
    compareTransformer(network);
    QCOMPARE(layerOf(network, "self_attn/in_proj").parameters, 96 * 32 + 96);
    QCOMPARE(layerOf(network, "self_attn/out_proj").parameters, 32 * 32 + 32);
    QCOMPARE(layerOf(network, "self_attn/scaled_dot_product_attention/scores").macs, 4 * 16 * 16 * 8);
    QVERIFY(layerOf(network, "self_attn/scaled_dot_product_attention/values").kind == LayerKind::Attention);
    QVERIFY(network.issues().empty());
}

void TorchExportTest::openBatchCanBeSet()
{
    const std::string written = "Symbol('s77', positive=True, integer=True)"; // as versions since 2.6 have it
    for (const std::string& expression : {std::string{"s0"}, written}) {
        const std::string name = expression == written ? "s77" : "s0";
        const std::string text = transformerBlock("sym_size_int", expression).json();
        const Network shipped = networkOf(text);
        QCOMPARE(shipped.batch(), 4); // of the example
        compareTransformer(shipped);
        const Network network = networkOf(text, {{name, 7}});
        QCOMPARE(network.batch(), 7);
        compareTransformer(network);
    }
}

/// Two key heads for eight heads of 4: keys and values are read once for each group.
void TorchExportTest::sharedKeysAreRead()
{
    T net;
    net.input("q", {"2", "8", "6", "4"}).input("k", {"2", "2", "6", "4"}).input("v", {"2", "2", "6", "4"});
    net.node("torch.ops.aten.scaled_dot_product_attention.default", "sdpa", {"2", "8", "6", "4"},
             {{"query", T::tensor("q")},
              {"key", T::tensor("k")},
              {"value", T::tensor("v")},
              {"is_causal", T::truth(true)},
              {"enable_gqa", T::truth(true)}});
    const Network network = networkOf(net.output("sdpa").json());
    compareShapes(network);
    QCOMPARE(network.macs(), 2 * 8 * 6 * 6 * 4);
}

/// Two layers of 4 units in both directions over 5 steps of 3 numbers.
void TorchExportTest::readsRecurrentLayers()
{
    T net;
    std::vector<std::string> weights;
    for (const std::string layer : {"l0", "l0_reverse", "l1", "l1_reverse"}) {
        const std::string inputs = layer[1] == '0' ? "3" : "8";
        net.parameter("wi_" + layer, "lstm.weight_ih_" + layer, {"16", inputs});
        net.parameter("wh_" + layer, "lstm.weight_hh_" + layer, {"16", "4"});
        net.parameter("bi_" + layer, "lstm.bias_ih_" + layer, {"16"});
        net.parameter("bh_" + layer, "lstm.bias_hh_" + layer, {"16"});
        for (const std::string part : {"wi_", "wh_", "bi_", "bh_"})
            weights.push_back(part + layer);
    }
    net.input("x", {"2", "5", "3"});
    net.node("torch.ops.aten.zeros.default", "zeros", {"4", "2", "4"}, {{"size", T::numbers({4, 2, 4})}});
    net.value("out", {"2", "5", "8"}).value("h", {"4", "2", "4"}).value("c", {"4", "2", "4"});
    net.call("torch.ops.aten.lstm.input", {T::tensor("out"), T::tensor("h"), T::tensor("c")},
             {{"input", T::tensor("x")},
              {"hx", T::tensors({"zeros", "zeros"})},
              {"params", T::tensors(weights)},
              {"has_biases", T::truth(true)},
              {"num_layers", T::number(2)},
              {"dropout", T::real(0.0)},
              {"train", T::truth(false)},
              {"bidirectional", T::truth(true)},
              {"batch_first", T::truth(true)}},
             "lstm,torch.nn.modules.rnn.LSTM");
    const Network network = networkOf(net.output("out").output("h").output("c").json());
    compareShapes(network);
    const std::int64_t first = 2 * (16 * (3 + 4));
    const std::int64_t second = 2 * (16 * (8 + 4));
    QCOMPARE(network.parameters(), first + second + 4 * 32);
    QCOMPARE(network.macs(), 5 * (first + second));
    QVERIFY(layerOf(network, "lstm/1").kind == LayerKind::Recurrent);
}

/// A table of frequencies that is multiplied in is no parameter, though it has many numbers.
void TorchExportTest::buffersAreNotTrained()
{
    T net;
    net.buffer("f", "rotary.inv_freq", {"32"}).input("x", {"2", "32"});
    net.node("torch.ops.aten.mul.Tensor", "mul", {"2", "32"}, {{"self", T::tensor("x")}, {"other", T::tensor("f")}});
    const Network network = networkOf(net.output("mul").json());
    QCOMPARE(network.parameters(), 0);
    QCOMPARE(network.statistics(), 32);
}

/// As PyTorch's quantisation freezes a linear layer: bytes in a buffer, scales beside them.
void TorchExportTest::packedBuffersAreWeights()
{
    T net;
    net.buffer("w", "_frozen_param0", {"8", "4"}, 2).buffer("s", "_scale_0", {"8"}).input("x", {"2", "4"});
    net.node("torch.ops.quantized_decomposed.dequantize_per_channel.default", "f", {"8", "4"},
             {{"input", T::tensor("w")}, {"scales", T::tensor("s")}, {"axis", T::number(0)}});
    net.node("torch.ops.aten.linear.default", "y", {"2", "8"}, {{"input", T::tensor("x")}, {"weight", T::tensor("f")}});
    const Network network = networkOf(net.output("y").json());
    QCOMPARE(network.parameters(), 32);
    QCOMPARE(network.macs(), 32);
    QCOMPARE(network.statistics(), 0);
}

void TorchExportTest::bothBranchesAreTrained()
{
    const auto branch = [](const char* name, const char* own) {
        T graph;
        for (const char* given : {"a", "v", "w"})
            graph.input(given, {given[0] == 'a' ? "2" : "8", "4"});
        graph.node("torch.ops.aten.linear.default", "r", {"2", "8"},
                   {{"input", T::tensor("a")}, {"weight", T::tensor(own)}});
        return R"({"as_graph":{"name":")" + std::string{name} + R"(","graph":)" + graph.output("r").graph() + "}}";
    };
    T net;
    net.parameter("p", "fc1.weight", {"8", "4"}).parameter("q", "fc2.weight", {"8", "4"});
    net.input("x", {"2", "4"}).input("c", {}, T::kBool);
    net.value("y", {"2", "8"});
    net.call("torch.ops.higher_order.cond", {T::tensor("y")},
             {{"", T::tensor("c")},
              {"", branch("true_graph_0", "v")},
              {"", branch("false_graph_0", "w")},
              {"", T::tensors({"x", "p", "q"})}});
    const Network network = networkOf(net.output("y").json());
    QCOMPARE(network.parameters(), 64);
    QCOMPARE(network.macs(), 32);
}

void TorchExportTest::lossesAreSingleNumbers()
{
    T net;
    net.input("x", {"4", "10"}).input("t", {"4"}, T::kLong).input("u", {"4", "10"});
    net.node("torch.ops.aten.cross_entropy_loss.default", "loss", {},
             {{"self", T::tensor("x")}, {"target", T::tensor("t")}});
    net.node("torch.ops.aten.mse_loss.default", "error", {}, {{"self", T::tensor("x")}, {"target", T::tensor("u")}});
    const Network network = networkOf(net.output("loss").output("error").json());
    QVERIFY(network.shapeOf(network.source().outputs.at(0)).empty());
    QVERIFY(network.shapeOf(network.source().outputs.at(1)).empty());
    QVERIFY(network.layers().front().kind == LayerKind::Loss);
}

void TorchExportTest::wrappedGraphsAreWrittenOut()
{
    T body;
    body.input("a", {"2", "8"}).input("w", {"4", "8"});
    body.node("torch.ops.aten.linear.default", "inner", {"2", "4"},
              {{"input", T::tensor("a")}, {"weight", T::tensor("w")}});
    body.output("inner");
    T net;
    net.parameter("p", "fc.weight", {"4", "8"}).input("x", {"2", "8"});
    net.value("y", {"2", "4"});
    net.call("torch.ops.higher_order.wrap_with_set_grad_enabled", {T::tensor("y")},
             {{"", T::truth(false)},
              {"", R"({"as_graph":{"name":"submod_1","graph":)" + body.graph() + "}}"},
              {"", T::tensor("x")},
              {"", T::tensor("p")}});
    const Network network = networkOf(net.output("y").json());
    QCOMPARE(network.parameters(), 32);
    QCOMPARE(network.macs(), 32);
    QCOMPARE(layerNames(network), std::vector<std::string>{"fc"});
    QCOMPARE(network.source().outputs.size(), std::size_t{1});
}

void TorchExportTest::anUnknownOperatorHasTheStatedShape()
{
    T net;
    net.input("x", {"2", "8"});
    net.node("torch.ops.mine.fold.default", "fold", {"2", "3", "5"}, {{"x", T::tensor("x")}});
    net.node("torch.ops.aten.relu.default", "relu", {"2", "3", "5"}, {{"self", T::tensor("fold")}});
    const Network network = networkOf(net.output("relu").json());
    compareShapes(network);
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{2, 3, 5}));
    QCOMPARE(network.issues().size(), std::size_t{1});
    QVERIFY(network.issues()[0].message.find("mine.fold") != std::string::npos);
}

/// Names of types, a signature of maps, unions with empty members.
void TorchExportTest::readsTheFirstVersion()
{
    const std::string meta = R"("dtype":"FLOAT","requires_grad":false,"sizes":[{"as_int":)";
    const std::string text =
        R"({"schema_version":1,"dialect":"TRAINING","graph_module":{"graph":{"inputs":[{"as_tensor":{"name":"arg0_1"}},)"
        R"({"as_tensor":{"name":"arg1_1"}}],"outputs":[{"as_tensor":{"name":"mm"}}],"nodes":[{"target":)"
        R"("torch.ops.aten.mm.default","inputs":[{"name":"self","arg":{"as_none":null,"as_tensor":{"name":"arg1_1"}}},)"
        R"({"name":"mat2","arg":{"as_tensor":{"name":"arg0_1"}}}],"outputs":[{"as_tensor":{"name":"mm"}}],)"
        R"("metadata":{}}],"tensor_values":{"arg0_1":{"meta":{)"
        + meta + R"(8},{"as_int":3}]}},"arg1_1":{"meta":{)" + meta + R"(2},{"as_int":8}]}},"mm":{"meta":{)" + meta
        + R"(2},{"as_int":3}]}}},"sym_int_values":{}},"signature":{"inputs_to_parameters":{"arg0_1":"fc.weight"},)"
          R"("inputs_to_buffers":{},"user_inputs":["arg1_1"],"user_outputs":["mm"]}}})";
    const Network network = networkOf(text);
    compareShapes(network);
    QCOMPARE(network.parameters(), 24);
    QCOMPARE(layerNames(network), std::vector<std::string>{"fc"});
}

void TorchExportTest::readsBothArchives()
{
    const std::string program = perceptron().json();
    const std::string old = m_folder.write(
        "old.pt2",
        zipArchiveOf(
            {{"serialized_exported_program.json", program}, {"serialized_state_dict.pt", "PK"}, {"version", "8.2"}}));
    const std::string now = m_folder.write("now.pt2",
                                           zipArchiveOf({{"now/byteorder", "little"},
                                                         {"now/archive_format", "pt2"},
                                                         {"now/archive_version", "0"},
                                                         {"now/data/weights/model_weights_config.json", "{}"},
                                                         {"now/models/model.json", program}}));
    const std::string named =
        m_folder.write("named.pt2", zipArchiveOf({{"a/archive_format", "pt2"}, {"a/models/mlp.json", program}}));
    for (const std::string& path : {old, now, named}) {
        const Result<LoadedModel> model = openModel(path);
        QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
        QCOMPARE(model.value().network->parameters(), 238510);
    }
    QCOMPARE(openModel(now).value().network->name(), std::string{"now"});
    const Result<LoadedModel> compiled = openModel(m_folder.write(
        "compiled.pt2", zipArchiveOf({{"c/archive_format", "pt2"}, {"c/data/aotinductor/model/a.so", "x"}})));
    QVERIFY(!compiled.ok());
    QVERIFY(compiled.error().message.find("without an exported program") != std::string::npos);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::TorchExportTest)
#include "torch_export_test.moc"
