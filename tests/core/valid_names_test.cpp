#include "core/base/foreign_text.h"
#include "core/graph/valid_names.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Names come in as UTF-8, and what differed in a file still differs.
class ValidNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatDifferedStaysDifferent();
    void sizesOfOneNameStayOne();
    void sizesAreShortEnoughForKeys();
    void allElseStaysToTheLetter();
};

static Tensor tensorOf(const std::string& name, const std::string& size = "n")
{
    Tensor tensor;
    tensor.name = name;
    tensor.declared = {size, 4};
    return tensor;
}

void ValidNamesTest::whatDifferedStaysDifferent()
{
    NetworkSource source;
    source.name = "net\xFF";
    source.tensors = {tensorOf("x\xFE"), tensorOf("x\xFF"), tensorOf("x\xEF\xBF\xBD")};
    source.layers = {{"l\xC0", LayerKind::Linear, {}}, {"l\xC1", LayerKind::Linear, {}}};
    makeNamesValid(source);
    QCOMPARE(source.name, std::string("net\xEF\xBF\xBD"));
    QCOMPARE(source.tensors[0].name, std::string("x\xEF\xBF\xBD_2")); // the third has the name already
    QCOMPARE(source.tensors[1].name, std::string("x\xEF\xBF\xBD_3"));
    QCOMPARE(source.tensors[2].name, std::string("x\xEF\xBF\xBD"));
    QCOMPARE(source.layers[0].name, std::string("l\xEF\xBF\xBD"));
    QCOMPARE(source.layers[1].name, std::string("l\xEF\xBF\xBD_2"));
}

void ValidNamesTest::sizesOfOneNameStayOne()
{
    NetworkSource source;
    source.tensors = {tensorOf("a", "s\xFF"), tensorOf("b", "s\xFF"), tensorOf("c", "s\xFE")};
    source.defaults = {{"s\xFF", 7}, {"s\xFE", 9}};
    makeNamesValid(source);
    const auto sizeOf = [&source](std::size_t at) { return std::get<std::string>(source.tensors[at].declared[0]); };
    QCOMPARE(sizeOf(0), sizeOf(1));
    QVERIFY(sizeOf(0) != sizeOf(2));
    QCOMPARE(source.defaults.at(sizeOf(0)), std::int64_t{7});
    QCOMPARE(source.defaults.at(sizeOf(2)), std::int64_t{9});
}

void ValidNamesTest::sizesAreShortEnoughForKeys()
{
    NetworkSource source;
    source.tensors = {tensorOf(std::string(2000, 'n'), std::string(2000, 'n') + "a" + std::string(2000, 'n')),
                      tensorOf("b", std::string(2000, 'n') + "b" + std::string(2000, 'n'))};
    makeNamesValid(source);
    const std::string first = std::get<std::string>(source.tensors[0].declared[0]);
    QVERIFY(first.size() <= 256);
    QCOMPARE(std::get<std::string>(source.tensors[1].declared[0]), first + "_2");
    QCOMPARE(source.tensors[0].name.size(), std::size_t{2000});
}

void ValidNamesTest::allElseStaysToTheLetter()
{
    const std::string name = "a\x1b[31m\n\xE2\x80\xAE";
    NetworkSource source;
    source.name = name;
    source.tensors = {tensorOf(name, name)};
    source.operators = {{"Conv", name, {}, {}, {{"mode", std::string("\xFF")}}}};
    makeNamesValid(source);
    QCOMPARE(source.name, name);
    QCOMPARE(source.tensors[0].name, name);
    QCOMPARE(std::get<std::string>(source.tensors[0].declared[0]), name);
    QCOMPARE(source.operators[0].name, name);
    QCOMPARE(std::get<std::string>(source.operators[0].attributes.at("mode")), std::string("\xEF\xBF\xBD"));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ValidNamesTest)
#include "valid_names_test.moc"
