#include "formats/base/resources.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace waferscope {

class ResourcesTest : public QObject {
    Q_OBJECT

private slots:
    void everyEmbeddedFileIsTheOneOnDisk();
    void foldersListTheirFilesSorted();
    void unknownNamesGiveNothing();
};

static std::string bytesOnDisk(std::string_view path)
{
    std::ifstream file(std::string{WAFERSCOPE_SOURCE_DIR "/resources/"}.append(path), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

void ResourcesTest::everyEmbeddedFileIsTheOneOnDisk()
{
    for (const std::string_view path : resourcesIn("systems")) {
        const std::optional<std::string_view> bytes = resource(path);
        QVERIFY(bytes.has_value());
        QVERIFY(!bytes->empty());
        QVERIFY2(*bytes == bytesOnDisk(path), std::string{path}.c_str());
    }
}

void ResourcesTest::foldersListTheirFilesSorted()
{
    const std::vector<std::string_view> paths = resourcesIn("systems");
    QVERIFY(std::is_sorted(paths.begin(), paths.end()));
    for (const std::string_view path : paths)
        QVERIFY(path.starts_with("systems/"));
}

void ResourcesTest::unknownNamesGiveNothing()
{
    QVERIFY(!resource("systems/none.json").has_value());
    QVERIFY(!resource("").has_value());
    QVERIFY(resourcesIn("nowhere").empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ResourcesTest)
#include "resources_test.moc"
