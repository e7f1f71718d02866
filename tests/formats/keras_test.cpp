#include "core/base/random.h"
#include "formats/keras/keras.h"
#include "formats/networks/model.h"
#include "tests/test_class.h"

#include "tests/formats/read_network.h"
#include "tests/formats/zip_sample.h"

#include <QTest>

#include <array>
#include <fstream>
#include <iterator>

namespace waferscope {

/// Models as Keras writes them. The expected numbers are what model.summary() and count_params() give, or Keras's
/// formulas worked out beside the layer.
class KerasTest : public QObject {
    Q_OBJECT

private slots:
    void countsOneLayer_data();
    void countsOneLayer();
    void readsSequentialOfKeras2();
    void readsFunctionalOfKeras3();
    void readsFunctionalOfKeras2();
    void aLayerCalledTwiceHasItsWeightsOnce();
    void modelsWithinModels();
    void movingStatisticsAreNotTrained();
    void layersOfOneIdentityHaveTheirWeightsOnce();
    void directionsMayDiffer();
    void whatIsNotFollowedIsSaid();
    void whatIsUsualIsNotSaid();
    void frozenLayersAreSaidOnce();
    void takesOverTheTraining();
    void anUnknownLayerPassesItsInputOn();
    void openSizesCanBeSet();
    void numbersMayBeWithoutEnd();
    void specialNumbersMoveNothing();
    void readsTheArchive();
    void refusesWithOneSentence_data();
    void refusesWithOneSentence();
    void refusesModelsThatCallEachOtherTooOften();
    void survivesEveryTruncation();
    void survivesRandomCorruption();

private:
    SampleFolder m_folder;
};

static Network networkOf(const std::string& text, const Dimensions& dimensions = {})
{
    return networkOf(readKerasText(text, "model.json"), dimensions);
}

static std::string layer(const std::string& type, const std::string& name, const std::string& settings,
                         const std::string& nodes = "[]")
{
    return R"({"class_name":")" + type + R"(","name":")" + name + R"(","config":{"name":")" + name + "\""
        + (settings.empty() ? "" : ",") + settings + R"(},"inbound_nodes":)" + nodes + "}";
}

static std::string sequential(const std::string& shape, const std::string& layers)
{
    return R"({"class_name":"Sequential","config":{"name":"net","layers":[)"
        + layer("InputLayer", "in", R"("batch_shape":)" + shape) + "," + layers + "]}}";
}

static std::string functional(const std::string& layers, const std::string& inputs, const std::string& outputs)
{
    return R"({"class_name":"Functional","name":"net","config":{"name":"net","layers":[)" + layers
        + R"(],"input_layers":)" + inputs + R"(,"output_layers":)" + outputs + "}}";
}

/// A call of Keras 3 that takes one tensor.
static std::string call(const std::string& from, int number = 0)
{
    return R"({"args":[{"class_name":"__keras_tensor__","config":{"shape":[null],"keras_history":[")" + from + "\","
        + std::to_string(number) + R"(,0]}}],"kwargs":{}})";
}

void KerasTest::countsOneLayer_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<qint64>("macs");
    QTest::addColumn<QString>("output");
    const auto row = [](const char* type, const char* shape, const char* settings, qint64 parameters, qint64 macs,
                        const char* output) {
        QTest::addRow("%s %s", type, settings)
            << QString{type} << QString{shape} << QString{settings} << parameters << macs << QString{output};
    };
    row("Dense", "[null,5]", R"("units":3)", 18, 15, "[1, 3]");
    row("Dense", "[null,7,5]", R"("units":3,"use_bias":false)", 15, 105, "[1, 7, 3]");
    row("Conv1D", "[null,10,4]", R"("filters":6,"kernel_size":[3],"padding":"causal")", 78, 720, "[1, 6, 10]");
    row("Conv2D", "[null,9,9,4]", R"("filters":6,"kernel_size":[3,3],"strides":[2,2],"groups":2)", 114, 1728,
        "[1, 6, 4, 4]");
    row("Conv2DTranspose", "[null,4,4,3]", R"("filters":2,"kernel_size":[2,2],"strides":[3,3])", 26, 384,
        "[1, 2, 12, 12]");
    row("Conv2DTranspose", "[null,4,4,3]", R"("filters":2,"kernel_size":[3,3],"strides":[2,2],"padding":"same")", 56,
        864, "[1, 2, 8, 8]");
    row("Conv2DTranspose", "[null,4,4,3]",
        R"("filters":2,"kernel_size":[3,3],"strides":[2,2],"padding":"same","output_padding":[0,0])", 56, 864,
        "[1, 2, 7, 7]");
    row("Conv2DTranspose", "[null,4,4,3]",
        R"("filters":2,"kernel_size":[3,3],"strides":[2,2],"padding":"valid","output_padding":[1,1])", 56, 864,
        "[1, 2, 10, 10]");
    row("Dense", "[null,7,5]", R"("units":3,"lora_rank":2)", 18 + 2 * 8, 7 * (15 + 16), "[1, 7, 3]");
    row("Embedding", "[null,7]", R"("input_dim":100,"output_dim":8,"lora_rank":2)", 800 + 2 * 108, 7 * 16, "[1, 7, 8]");
    row("LayerNormalization", "[null,7,6]", R"("rms_scaling":true)", 6, 0, "[1, 7, 6]");
    row("ReLU", "[null,6]", R"("max_value":6.0,"negative_slope":0.0,"threshold":0.0)", 0, 0, "[1, 6]");
    row("DepthwiseConv2D", "[null,8,8,4]", R"("kernel_size":[3,3],"depth_multiplier":2,"padding":"same")", 80, 4608,
        "[1, 8, 8, 8]");
    row("SeparableConv2D", "[null,8,8,4]", R"("filters":5,"kernel_size":[3,3],"padding":"same")", 61, 3584,
        "[1, 5, 8, 8]");
    row("LayerNormalization", "[null,7,6]", R"("axis":[-1])", 12, 0, "[1, 7, 6]");
    row("Embedding", "[null,7]", R"("input_dim":100,"output_dim":8)", 800, 0, "[1, 7, 8]");
    row("LSTM", "[null,7,5]", R"("units":3)", 108, 672, "[1, 3]");
    row("GRU", "[null,7,5]", R"("units":3,"reset_after":true,"return_sequences":true)", 90, 504, "[1, 7, 3]");
    row("GRU", "[null,7,5]", R"("units":3,"reset_after":false)", 81, 504, "[1, 3]");
    row("SimpleRNN", "[null,7,5]", R"("units":3,"use_bias":false)", 24, 168, "[1, 3]");
    row("Bidirectional", "[null,7,5]",
        R"("merge_mode":"concat","layer":{"class_name":"LSTM","config":{"units":3,"return_sequences":true}})", 216,
        1344, "[1, 7, 6]");
    row("TimeDistributed", "[null,2,9,9,4]",
        R"("layer":{"class_name":"Conv2D","config":{"filters":6,"kernel_size":3}})", 222, 21168, "[1, 2, 7, 7, 6]");
    row("PReLU", "[null,8,8,4]", R"("shared_axes":[1,2])", 4, 0, "[1, 8, 8, 4]");
    row("MaxPooling2D", "[null,9,9,4]", R"("pool_size":[2,2])", 0, 0, "[1, 4, 4, 4]");
    row("AveragePooling1D", "[null,9,4]", R"("pool_size":[3],"strides":[2],"padding":"same")", 0, 0, "[1, 4, 5]");
    row("GlobalAveragePooling2D", "[null,9,9,4]", "", 0, 0, "[1, 4]");
    row("ZeroPadding2D", "[null,9,9,4]", R"("padding":[[0,1],[2,3]])", 0, 0, "[1, 4, 10, 14]");
    row("Cropping2D", "[null,9,9,4]", R"("cropping":[[1,1],[2,2]])", 0, 0, "[1, 4, 7, 5]");
    row("UpSampling2D", "[null,9,9,4]", R"("size":[2,3])", 0, 0, "[1, 4, 18, 27]");
    row("Flatten", "[null,9,9,4]", "", 0, 0, "[1, 324]");
    row("Reshape", "[null,12]", R"("target_shape":[3,-1])", 0, 0, "[1, 3, 4]");
    row("Permute", "[null,3,4]", R"("dims":[2,1])", 0, 0, "[1, 4, 3]");
    row("RepeatVector", "[null,4]", R"("n":3)", 0, 0, "[1, 3, 4]");
    row("Activation", "[null,4]", R"("activation":"softmax")", 0, 0, "[1, 4]");
}

void KerasTest::countsOneLayer()
{
    QFETCH(QString, type);
    QFETCH(QString, shape);
    QFETCH(QString, settings);
    QFETCH(qint64, parameters);
    QFETCH(qint64, macs);
    QFETCH(QString, output);
    const Network network =
        networkOf(sequential(shape.toStdString(), layer(type.toStdString(), "one", settings.toStdString())));
    QCOMPARE(qint64{network.parameters()}, parameters);
    QCOMPARE(qint64{network.macs()}, macs);
    QCOMPARE(QString::fromStdString(toText(network.shapeOf(network.source().outputs[0]))), output);
    for (const ImportIssue& issue : network.issues())
        QVERIFY2(issue.severity == IssueSeverity::Note, issue.message.c_str());
}

/// The convolutional network of Keras's MNIST example: 34,826 parameters by its summary.
void KerasTest::readsSequentialOfKeras2()
{
    const Network network = networkOf(
        R"({"class_name":"Sequential","keras_version":"2.13.1","backend":"tensorflow","config":{"name":"mnist","layers":[)"
        + layer("Conv2D", "c1",
                R"("batch_input_shape":[null,28,28,1],"filters":32,"kernel_size":[3,3],"activation":"relu")")
        + "," + layer("MaxPooling2D", "p1", R"("pool_size":[2,2],"strides":[2,2])") + ","
        + layer("Conv2D", "c2", R"("filters":64,"kernel_size":[3,3],"activation":"relu")") + ","
        + layer("MaxPooling2D", "p2", R"("pool_size":[2,2],"strides":[2,2])") + "," + layer("Flatten", "f", "") + ","
        + layer("Dropout", "d", R"("rate":0.5)") + "," + layer("Dense", "out", R"("units":10,"activation":"softmax")")
        + "]}}");
    QCOMPARE(network.name(), std::string{"mnist"});
    QCOMPARE(network.parameters(), std::int64_t{34826});
    QCOMPARE(network.macs(), std::int64_t{194688 + 2230272 + 16000});
    QCOMPARE(network.layers().size(), std::size_t{7});
}

/// A residual block with squeeze and excitation, whose scales [1, 1, C] meet a picture.
void KerasTest::readsFunctionalOfKeras3()
{
    const std::string both =
        R"([{"args":[[)"
        R"({"class_name":"__keras_tensor__","config":{"keras_history":["conv",0,0]}},)"
        R"({"class_name":"__keras_tensor__","config":{"keras_history":["scale",0,0]}}]],"kwargs":{}}])";
    const Network network = networkOf(functional(
        layer("Dense", "out", R"("units":2)", "[" + call("pool2") + "]") + "," // before what it needs
            + layer("InputLayer", "in", R"("batch_shape":[null,8,8,3])") + ","
            + layer("Conv2D", "conv", R"("filters":4,"kernel_size":[3,3],"padding":"same")", "[" + call("in") + "]")
            + "," + layer("GlobalAveragePooling2D", "pool", "", "[" + call("conv") + "]") + ","
            + layer("Reshape", "wide", R"("target_shape":[1,1,4])", "[" + call("pool") + "]") + ","
            + layer("Conv2D", "scale", R"("filters":4,"kernel_size":[1,1])", "[" + call("wide") + "]") + ","
            + layer("Multiply", "times", "", both) + ","
            + layer("GlobalMaxPooling2D", "pool2", "", "[" + call("times") + "]"),
        R"([["in",0,0]])", R"(["out",0,0])"));
    QCOMPARE(network.parameters(), std::int64_t{3 * 9 * 4 + 4 + 16 + 4 + 8 + 2});
    QCOMPARE(network.macs(), std::int64_t{64 * 108 + 16 + 8});
}

void KerasTest::readsFunctionalOfKeras2()
{
    const Network network = networkOf(
        functional(layer("InputLayer", "a", R"("batch_input_shape":[null,10,16])") + ","
                       + layer("MultiHeadAttention", "mha", R"("num_heads":2,"key_dim":4,"value_dim":6)",
                               R"([[["a",0,0,{"value":["a",0,0],"key":["a",0,0]}]]])")
                       + "," + layer("Concatenate", "both", R"("axis":-1)", R"([[["a",0,0,{}],["mha",0,0,{}]]])"),
                   R"([["a",0,0]])", R"([["both",0,0]])"));
    QCOMPARE(network.parameters(), std::int64_t{2 * (16 * 8 + 8) + 16 * 12 + 12 + 12 * 16 + 16});
    QCOMPARE(network.macs(), std::int64_t{10 * (2 * 128 + 192 + 192) + 100 * 8 + 100 * 12});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 10, 32}));
}

void KerasTest::aLayerCalledTwiceHasItsWeightsOnce()
{
    const Network network = networkOf(
        functional(layer("InputLayer", "in", R"("batch_shape":[null,6])") + ","
                       + layer("Dense", "twice", R"("units":6)", "[" + call("in") + "," + call("twice") + "]"),
                   R"([["in",0,0]])", R"([["twice",1,0]])"));
    QCOMPARE(network.parameters(), std::int64_t{42});
    QCOMPARE(network.macs(), std::int64_t{72});
}

void KerasTest::modelsWithinModels()
{
    std::string inner = functional(layer("InputLayer", "in", R"("batch_shape":[null,6])") + ","
                                       + layer("Dense", "dense", R"("units":6)", "[" + call("in") + "]"),
                                   R"([["in",0,0]])", R"([["dense",0,0]])");
    inner.pop_back();
    inner += R"(,"inbound_nodes":[)" + call("in") + "," + call("net", 1) + "]}"; // called twice, counted from 1
    const Network network = networkOf(functional(layer("InputLayer", "in", R"("batch_shape":[null,6])") + "," + inner,
                                                 R"([["in",0,0]])", R"([["net",2,0]])"));
    QCOMPARE(network.parameters(), std::int64_t{42});
    QCOMPARE(network.macs(), std::int64_t{72});
    QCOMPARE(network.layers()[0].name, std::string{"net/dense"});
}

void KerasTest::movingStatisticsAreNotTrained()
{
    const Network network = networkOf(
        sequential("[null,8,8,4]",
                   layer("BatchNormalization", "all", R"("axis":[3],"momentum":0.99,"center":true,"scale":true)") + ","
                       + layer("BatchNormalization", "half", R"("axis":-1,"momentum":0.99,"center":true,"scale":false)")
                       + "," + layer("Normalization", "fixed", R"("axis":-1)")));
    QCOMPARE(network.parameters(), std::int64_t{8 + 4});
    QCOMPARE(network.statistics(), std::int64_t{3LL * 8});
}

/// As Keras 2 writes a layer that stands both by itself and within a wrapper.
void KerasTest::layersOfOneIdentityHaveTheirWeightsOnce()
{
    const auto sharing = [](int id) {
        const std::string dense = R"({"class_name":"Dense","config":{"name":"d","units":3},"shared_object_id":)";
        const std::string within = R"("layer":)" + dense + "7}";
        const std::string alone = dense + std::to_string(id) + R"(,"name":"d","inbound_nodes":[)" + call("a") + "]}";
        return networkOf(functional(layer("InputLayer", "a", R"("batch_shape":[null,7,5])") + ","
                                        + layer("TimeDistributed", "td", within, "[" + call("a") + "]") + "," + alone,
                                    R"([["a",0,0]])", R"([["td",0,0],["d",0,0]])"));
    };
    QCOMPARE(sharing(7).parameters(), std::int64_t{18});
    QCOMPARE(sharing(8).parameters(), std::int64_t{36}); // another one
    QCOMPARE(sharing(7).macs(), std::int64_t{2 * 105});
}

void KerasTest::directionsMayDiffer()
{
    const auto parameters = [](const std::string& mode, int units, const char* sequence = "false") {
        return networkOf(sequential(
            "[null,7,5]",
            layer("Bidirectional", "b",
                  R"("merge_mode":")" + mode
                      + R"(","layer":{"class_name":"GRU","config":{"units":3,"reset_after":true,)"
                        R"("return_sequences":)"
                      + sequence + R"(}},"backward_layer":{"class_name":"LSTM","config":{"units":)"
                      + std::to_string(units) + R"(,"go_backwards":true,"return_sequences":)" + sequence + "}}")));
    };
    const Network network = parameters("concat", 4);
    QCOMPARE(network.parameters(), std::int64_t{3 * 3 * (5 + 3 + 2) + 4 * 4 * (5 + 4 + 1)});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 7}));
    QCOMPARE(parameters("concat", 4, "true").shapeOf(parameters("concat", 4, "true").source().outputs[0]),
             (Shape{1, 7, 7}));
    QCOMPARE(parameters("sum", 3).parameters(), std::int64_t{90 + 4 * 3 * (5 + 3 + 1)});
    QVERIFY(network.issues().empty());
}

void KerasTest::whatIsNotFollowedIsSaid()
{
    const std::string regularized =
        R"("units":2,"kernel_regularizer":{"class_name":"L2","config":{"l2":0.1}},"bias_regularizer":null)";
    const Network network = networkOf(
        sequential("[null,7,4]",
                   layer("Dense", "d1", regularized + R"(,"kernel_initializer":{"class_name":"Zeros"})") + ","
                       + layer("Dense", "d2", regularized) + ","
                       + layer("LSTM", "r",
                               R"("units":2,"activation":"relu","recurrent_activation":"sigmoid","unroll":true,)"
                               R"("dropout":0.0,"recurrent_dropout":0.5,"seed":3)")));
    QCOMPARE(network.issues().size(), std::size_t{1});
    QCOMPARE(network.issues()[0].message,
             std::string{"The file also sets what is not followed: activation of 'r', kernel_regularizer of 2 layers, "
                         "recurrent_dropout of 'r'."});
}

/// Every setting that Keras writes where nobody has chosen.
void KerasTest::whatIsUsualIsNotSaid()
{
    const std::string regular = R"(,"kernel_regularizer":null,"bias_regularizer":null,"activity_regularizer":null,)"
                                R"("kernel_constraint":null,"bias_constraint":null,"trainable":true,"dtype":"float32")";
    const std::string window = R"("kernel_size":[3,3],"strides":[1,1],"padding":"same","data_format":"channels_last",)"
                               R"("dilation_rate":[1,1],"groups":1,"activation":"linear","use_bias":true)"
        + regular;
    const Network network = networkOf(sequential(
        "[null,8,8,4]",
        layer("Conv2D", "c", R"("filters":4,)" + window) + ","
            + layer("DepthwiseConv2D", "d", R"("depth_multiplier":1,)" + window) + ","
            + layer("SeparableConv2D", "s", R"("filters":4,"depth_multiplier":1,)" + window) + ","
            + layer("BatchNormalization", "b",
                    R"("axis":[3],"momentum":0.99,"epsilon":0.001,"center":true,"scale":true)")
            + ","
            + layer("UpSampling2D", "u", R"("size":[2,2],"data_format":"channels_last","interpolation":"nearest")")
            + ","
            + layer("MaxPooling2D", "p",
                    R"("pool_size":[2,2],"padding":"valid","strides":[2,2],"data_format":"channels_last")")
            + "," + layer("Reshape", "r", R"("target_shape":[64,4])") + ","
            + layer(
                "LSTM", "l",
                R"("return_sequences":true,"return_state":false,"go_backwards":false,"stateful":false,"unroll":false,)"
                R"("time_major":false,"units":4,"activation":"tanh","recurrent_activation":"sigmoid","use_bias":true,)"
                R"("unit_forget_bias":true,"dropout":0.0,"recurrent_dropout":0.0,"implementation":2)"
                    + regular)
            + "," + layer("RMSNormalization", "n", R"("axis":-1,"epsilon":1e-6)") + ","
            + layer("Softmax", "m", R"("axis":-1)") + ","
            + layer("Dropout", "o", R"("rate":0.5,"noise_shape":null,"seed":7)") + ","
            + layer("Dense", "e",
                    R"("units":2,"activation":"softmax","use_bias":true,"quantization_mode":null)" + regular)));
    for (const ImportIssue& issue : network.issues())
        QVERIFY2(issue.message.find("not followed") == std::string::npos, issue.message.c_str());
}

void KerasTest::frozenLayersAreSaidOnce()
{
    const auto notes = [](const char* first, const char* second) {
        return networkOf(sequential("[null,4]",
                                    layer("Dense", "d1", std::string{R"("units":2,"trainable":)"} + first) + ","
                                        + layer("Dropout", "none", R"("trainable":false)") + ","
                                        + layer("Dense", "d2", std::string{R"("units":2,"trainable":)"} + second)))
            .issues();
    };
    QCOMPARE(notes("true", "true").size(), std::size_t{0});
    QCOMPARE(notes("false", "true").size(), std::size_t{1});
    QCOMPARE(notes("false", "true")[0].where, std::string{"d1"});
    QCOMPARE(notes("false", "false").size(), std::size_t{1});
    QVERIFY(notes("false", "false")[0].message.find("and 1 more") != std::string::npos);
}

void KerasTest::takesOverTheTraining()
{
    const auto trainingOf = [](const std::string& optimizer) {
        std::string text = sequential("[null,4]",
                                      layer("Dense", "d",
                                            R"("units":2,"dtype":{"class_name":"DTypePolicy","config":{"name":)"
                                            R"("mixed_bfloat16"}})"));
        text.pop_back();
        return networkOf(text + R"(,"compile_config":{"optimizer":)" + optimizer + "}}").source();
    };
    const NetworkSource adam = trainingOf(R"({"class_name":"AdamW","config":{"learning_rate":0.1}})");
    QVERIFY(adam.training.optimizer == Optimizer::Adam && adam.training.precision == Precision::Fp16);
    const NetworkSource momentum = trainingOf(R"({"class_name":"SGD","config":{"momentum":0.9}})");
    QVERIFY(momentum.training.optimizer == Optimizer::Momentum);
    QVERIFY(trainingOf(R"("sgd")").training.optimizer == Optimizer::Sgd);
    const NetworkSource other = trainingOf(R"({"class_name":"RMSprop","config":{}})");
    QVERIFY(!other.training.optimizer && other.issues.size() == 1);
}

void KerasTest::anUnknownLayerPassesItsInputOn()
{
    const Network network = networkOf(
        sequential("[null,4]", layer("Mystery", "m", R"("units":9)") + "," + layer("Dense", "d", R"("units":2)")));
    QCOMPARE(network.parameters(), std::int64_t{10});
    QCOMPARE(network.issues().size(), std::size_t{1});
    QVERIFY(network.issues()[0].severity == IssueSeverity::Warning);
    QCOMPARE(network.issues()[0].where, std::string{"m"});
}

void KerasTest::openSizesCanBeSet()
{
    const std::string text = sequential("[null,null,3]", layer("Dense", "d", R"("units":2)"));
    QCOMPARE(networkOf(text, {{"sequence", 11}, {"batch", 4}}).macs(), std::int64_t{66});
}

/// Python writes NaN and Infinity, for which JSON has no words.
void KerasTest::numbersMayBeWithoutEnd()
{
    const auto clipped = [](const std::string& most, const std::string& units) {
        return sequential(
            "[null,6]", layer("ReLU", "r", "\"max_value\":" + most) + "," + layer("Dense", "d", "\"units\":" + units));
    };
    for (const char* number : {"Infinity", "-Infinity", "NaN", "6.0"})
        QCOMPARE(networkOf(clipped(number, "4")).parameters(), std::int64_t{28});
    QCOMPARE(networkOf(clipped("6.0", "4.0")).parameters(), std::int64_t{28}); // a float that is whole
    QVERIFY(!readKerasText(clipped("6.0", "Infinity"), "model.json").ok());
    QVERIFY(!readKerasText(clipped("6.0", "4.5"), "model.json").ok());
}

/// What is said of a byte holds for the file as it is.
void KerasTest::specialNumbersMoveNothing()
{
    const std::string text = R"({"a": [NaN, Infinity, -Infinity, "NaN", "\"-Infinity"], "b": ?})";
    const Result<ReadNetwork> read = readKerasText(text, "model.json");
    QVERIFY(!read.ok());
    const std::string where = "at byte " + std::to_string(text.find('?') + 1);
    QVERIFY2(read.error().message.find(where) != std::string::npos, read.error().message.c_str());
    for (const char* wrong : {R"({"a": Infinit})", R"({"a": NaNs})", R"({"a": --Infinity})"}) {
        const Result<ReadNetwork> refused = readKerasText(wrong, "model.json");
        QVERIFY2(!refused.ok() && refused.error().message.find("no valid JSON") != std::string::npos, wrong);
    }
}

void KerasTest::readsTheArchive()
{
    const std::string config = sequential("[null,4]", layer("Dense", "d", R"("units":2)"));
    const auto open = [this](const std::string& bytes) { return openModel(m_folder.write("model.bin", bytes)); };
    const Result<LoadedModel> model =
        open(zipArchiveOf({{"metadata.json", "{}"}, {"config.json", config}, {"model.weights.h5", "not looked at"}}));
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    QCOMPARE(model.value().network->parameters(), std::int64_t{10});
    QCOMPARE(model.value().network->source().format, std::string{"Keras"});
    const Result<LoadedModel> bomb =
        open(zipArchiveOf({{"metadata.json", "{}"}, {"config.json", config}}, 0xf0000000U));
    QVERIFY(!bomb.ok());
    const Result<LoadedModel> cut =
        open(zipArchiveOf({{"metadata.json", "{}"}, {"config.json", config}}).substr(0, 90));
    QVERIFY(!cut.ok() && cut.error().code == ErrorCode::InvalidInput);
}

void KerasTest::refusesWithOneSentence_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* message, const std::string& text) {
        QTest::newRow(message) << QString::fromStdString(text) << QString{message};
    };
    const auto one = [](const char* shape, const char* type, const char* settings) {
        return sequential(shape, layer(type, "one", settings));
    };
    row("ends early, in line 1, at byte", R"({"class_name":)");
    row("is no Sequential or Functional model", R"({"class_name":"MyModel","config":{}})");
    row("layer 'one' must have a whole number from 1 to 2^31 for units", one("[null,4]", "Dense", R"("units":-1)"));
    row("the model leaves open", one("[null,4,null]", "Dense", R"("units":2)"));
    row("a window that is larger than its input", one("[null,2,2,1]", "MaxPooling2D", R"("pool_size":[3,3])"));
    row("takes 1 inputs of at least 4 axes", one("[null,4]", "Conv2D", R"("filters":2,"kernel_size":[3,3])"));
    row("has a kernel that is far too large", one("[null,2147483648]", "Dense", R"("units":2147483648)"));
    row("states no input shape",
        R"({"class_name":"Sequential","config":{"layers":[)" + layer("Dense", "d", R"("units":2)") + "]}}");
    row("is an output that the inputs do not lead to",
        functional(layer("Dense", "a", R"("units":2)", "[" + call("b") + "]") + ","
                       + layer("Dense", "b", R"("units":2)", "[" + call("a") + "]"),
                   "[]", R"([["a",0,0]])"));
}

void KerasTest::refusesWithOneSentence()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const Result<ReadNetwork> read = readKerasText(text.toStdString(), "model.json");
    QVERIFY(!read.ok());
    const QString said = QString::fromStdString(read.error().message);
    QVERIFY2(said.contains(message) && said.contains("model.json") && said.endsWith('.') && !said.contains('\n'),
             qPrintable(said));
}

/// 24 levels of which each calls the next twice: 2^24 calls of nothing.
void KerasTest::refusesModelsThatCallEachOtherTooOften()
{
    const std::string input = layer("InputLayer", "in", R"("batch_shape":[null,6])");
    std::string model = functional(input, R"([["in",0,0]])", R"([["in",0,0]])");
    for (int level = 0; level < 24; ++level) {
        model.pop_back();
        model.append(R"(,"inbound_nodes":[)").append(call("in")).append(",").append(call("net", 0)).append("]}");
        std::string layers = input;
        layers.append(",").append(model);
        model = functional(layers, R"([["in",0,0]])", R"([["net",1,0]])");
    }
    const Result<ReadNetwork> read = readKerasText(model, "model.json");
    QVERIFY(!read.ok());
    QVERIFY2(read.error().message.find("more often than can be followed") != std::string::npos,
             read.error().message.c_str());
}

void KerasTest::survivesEveryTruncation()
{
    const std::string whole = sequential("[null,8,8,3]", layer("Conv2D", "c", R"("filters":2,"kernel_size":[3,3])"));
    for (std::size_t length = 0; length < whole.size(); ++length)
        QVERIFY(!readKerasText(whole.substr(0, length), "model.json").ok());
    const std::string archive = zipArchiveOf({{"metadata.json", "{}"}, {"config.json", whole}});
    for (std::size_t length = 0; length < archive.size(); ++length)
        QVERIFY(!openModel(m_folder.write("cut", archive.substr(0, length))).ok());
}

/// Digits, types and references of the fuzzer's seeds at random: a network or one sentence comes out.
void KerasTest::survivesRandomCorruption()
{
    Random random{20261124};
    for (const char* seed : {"mnist", "imdb", "gru", "functional"}) {
        std::ifstream file{std::string{WAFERSCOPE_SOURCE_DIR "/tests/fuzz/corpus/keras/"} + seed};
        const std::string whole{std::istreambuf_iterator<char>{file}, {}};
        QVERIFY(!whole.empty());
        for (int round = 0; round < 3000; ++round) {
            std::string text = whole;
            for (std::uint64_t change = 1 + random.below(4); change > 0; --change) {
                const std::size_t at = text.find_first_of("0123456789", random.below(text.size()));
                if (at != std::string::npos && random.below(4) != 0)
                    text.replace(at, 1,
                                 std::array{"0", "9", "-1", "null", "99999999", "[1,2]", "1e9"}[random.below(7)]);
                else
                    text.erase(random.below(text.size()), 1 + random.below(40));
            }
            const Result<ReadNetwork> read = readKerasText(text, "model.json");
            if (read.ok()) {
                const auto source = std::make_shared<const NetworkSource>(read.value().source);
                const Result<Network> network = Network::create(source);
                QVERIFY(network.ok() || network.error().message.ends_with('.'));
            } else {
                QVERIFY2(read.error().message.ends_with('.'), read.error().message.c_str());
            }
        }
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::KerasTest)
#include "keras_test.moc"
