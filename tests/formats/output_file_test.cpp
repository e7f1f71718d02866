#include "formats/base/files.h"
#include "formats/base/output_file.h"
#include "tests/test_class.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <thread>
#include <unistd.h>

namespace waferscope {

namespace {

namespace fs = std::filesystem;

struct stat statusOf(const std::string& path)
{
    struct stat status = {};
    static_cast<void>(::lstat(path.c_str(), &status));
    return status;
}

/// A character device of its own, never the machine's; false where only root may make one.
bool makeDevice(const std::string& path, unsigned minor)
{
    return ::mknod(path.c_str(), S_IFCHR | 0666, makedev(1, minor)) == 0;
}

/// No file may grow larger than this while it lives.
class SizeLimit {
public:
    explicit SizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    SizeLimit(const SizeLimit&) = delete;
    SizeLimit& operator=(const SizeLimit&) = delete;

private:
    rlimit m_before = {};
};

} // namespace

/// What a written file leaves as it was: links, modes, devices, and the old file when something goes wrong.
class OutputFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aNewFileHasTheUsualMode();
    void theModeIsKept();
    void symbolicLinksStay();
    void aLinkToNothingMakesItsTarget();
    void hardLinksStayTogether();
    void aFileInAClosedFolderIsRenewed();
    void whatIsReadOnlyIsRefused();
    void aFolderIsRefused();
    void devicesAreWrittenTo();
    void aFifoIsWrittenTo();
    void namesMayBeAsLongAsTheyCanBe();
    void withoutRoomTheOldFileStays_data();
    void withoutRoomTheOldFileStays();
    void whatIsNotCommittedNeverWas();
    void fullStandardOutputIsSaid();

private:
    [[nodiscard]] std::string in(const char* name) const
    {
        return m_folder->filePath(QLatin1String(name)).toStdString();
    }
    std::string oldFile(const char* name, mode_t mode = 0644) const
    {
        QFile file(QString::fromStdString(in(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write("old");
        file.close();
        ::chmod(in(name).c_str(), mode);
        return in(name);
    }
    /// Nothing half written lies about.
    [[nodiscard]] qsizetype entries() const
    {
        return QDir(m_folder->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)
            .size();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void OutputFileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void OutputFileTest::aNewFileHasTheUsualMode()
{
    const mode_t before = ::umask(027);
    QVERIFY(writeFile(in("new"), "new").ok());
    ::umask(before);
    QCOMPARE(readFile(in("new")).value(), std::string("new"));
    QCOMPARE(int(statusOf(in("new")).st_mode & 0777), 0640);
    QCOMPARE(entries(), 1);
}

void OutputFileTest::theModeIsKept()
{
    for (const mode_t mode : {0640U, 0600U, 0755U, 0666U}) {
        QVERIFY(writeFile(oldFile("kept", mode), "new").ok());
        QCOMPARE(int(statusOf(in("kept")).st_mode & 07777), int(mode));
        QCOMPARE(readFile(in("kept")).value(), std::string("new"));
    }
}

void OutputFileTest::symbolicLinksStay()
{
    fs::create_directory(in("elsewhere"));
    oldFile("elsewhere/target");
    fs::create_symlink("elsewhere/target", in("second"));
    fs::create_symlink(in("second"), in("first"));
    QVERIFY(writeFile(in("first"), "new").ok());
    QVERIFY(fs::is_symlink(in("first")) && fs::is_symlink(in("second")));
    QVERIFY(!fs::is_symlink(in("elsewhere/target")));
    QCOMPARE(readFile(in("elsewhere/target")).value(), std::string("new"));
}

void OutputFileTest::aLinkToNothingMakesItsTarget()
{
    fs::create_symlink("later", in("link"));
    QVERIFY(writeFile(in("link"), "new").ok());
    QVERIFY(fs::is_symlink(in("link")));
    QCOMPARE(readFile(in("later")).value(), std::string("new"));
    fs::create_symlink("circle", in("circle"));
    QVERIFY(!writeFile(in("circle"), "new").ok());
}

void OutputFileTest::hardLinksStayTogether()
{
    fs::create_hard_link(oldFile("one"), in("other"));
    for (const char* text : {"a longer text than before", "new"}) {
        QVERIFY(writeFile(in("one"), text).ok());
        QCOMPARE(readFile(in("other")).value(), std::string(text));
        QCOMPARE(statusOf(in("one")).st_ino, statusOf(in("other")).st_ino);
    }
    QCOMPARE(entries(), 2);
}

void OutputFileTest::aFileInAClosedFolderIsRenewed()
{
    if (::geteuid() == 0)
        QSKIP("No folder is closed to root.");
    fs::create_directory(in("closed"));
    oldFile("closed/file");
    ::chmod(in("closed").c_str(), 0555);
    const Result<bool> written = writeFile(in("closed/file"), "new");
    ::chmod(in("closed").c_str(), 0755);
    QVERIFY(written.ok());
    QCOMPARE(readFile(in("closed/file")).value(), std::string("new"));
}

void OutputFileTest::whatIsReadOnlyIsRefused()
{
    const Result<bool> written = writeFile(oldFile("fixed", 0444), "new");
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, ErrorCode::Io);
    QCOMPARE(written.error().message, "Cannot write " + in("fixed") + ": Permission denied.");
    QCOMPARE(readFile(in("fixed")).value(), std::string("old"));
    QCOMPARE(entries(), 1);
}

void OutputFileTest::aFolderIsRefused()
{
    QVERIFY(!writeFile(m_folder->path().toStdString(), "new").ok());
    QVERIFY(!writeFile(in("missing/file"), "new").ok());
    QCOMPARE(entries(), 0);
}

void OutputFileTest::devicesAreWrittenTo()
{
    if (!makeDevice(in("nothing"), 3) || !makeDevice(in("full"), 7))
        QSKIP("Only root makes devices.");
    QVERIFY(writeFile(in("nothing"), "new").ok());
    const Result<bool> full = writeFile(in("full"), "new");
    QVERIFY(!full.ok());
    QCOMPARE(full.error().message, "Cannot write " + in("full") + ": No space left on device.");
    for (const char* name : {"nothing", "full"})
        QVERIFY(S_ISCHR(statusOf(in(name)).st_mode));
}

void OutputFileTest::aFifoIsWrittenTo()
{
    QCOMPARE(::mkfifo(in("fifo").c_str(), 0600), 0);
    std::string heard;
    std::jthread reader([&] { heard = readFile(in("fifo")).value(); });
    QVERIFY(writeFile(in("fifo"), "new").ok());
    reader.join();
    QCOMPARE(heard, std::string("new"));
    QVERIFY(S_ISFIFO(statusOf(in("fifo")).st_mode));
}

void OutputFileTest::namesMayBeAsLongAsTheyCanBe()
{
    const std::string path = m_folder->path().toStdString() + "/" + std::string(255, 'n');
    QVERIFY(writeFile(path, "new").ok());
    QVERIFY(writeFile(path, "newer").ok());
    QCOMPARE(readFile(path).value(), std::string("newer"));
}

void OutputFileTest::withoutRoomTheOldFileStays_data()
{
    QTest::addColumn<bool>("hasOtherName");
    QTest::newRow("alone") << false;
    QTest::newRow("with another name") << true;
}

void OutputFileTest::withoutRoomTheOldFileStays()
{
    QFETCH(bool, hasOtherName);
    oldFile("file");
    if (hasOtherName)
        fs::create_hard_link(in("file"), in("other"));
    const qsizetype before = entries();
    const Result<bool> written = [this] {
        const SizeLimit limit(1000);
        return writeFile(in("file"), std::string(5000, 'x'));
    }();
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, ErrorCode::Io);
    QCOMPARE(readFile(in("file")).value(), std::string("old"));
    QCOMPARE(entries(), before);
}

void OutputFileTest::whatIsNotCommittedNeverWas()
{
    {
        OutputFile file(oldFile("file"));
        file.write("half of it");
        QVERIFY(!file.failed());
    }
    QCOMPARE(readFile(in("file")).value(), std::string("old"));
    QCOMPARE(entries(), 1);
}

/// The command as a process of its own, its output on a full device.
void OutputFileTest::fullStandardOutputIsSaid()
{
    if (!makeDevice(in("full"), 7))
        QSKIP("Only root makes devices.");
    const QString program = QStringLiteral(WAFERSCOPE_BINARY_DIR "/bin/wafer");
    if (!QFile::exists(program))
        QSKIP("The command is not built here.");
    for (const QStringList& arguments : {QStringList{"--help"}, QStringList{"list", "networks"},
                                         QStringList{"inspect", "gallery:mnist-mlp", "--json"}}) {
        QProcess process;
        process.setStandardOutputFile(QString::fromStdString(in("full")));
        process.start(program, arguments);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 3);
        QCOMPARE(process.readAllStandardError(),
                 QByteArray("wafer: Cannot write standard output: No space left on device.\n"));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OutputFileTest)
#include "output_file_test.moc"
