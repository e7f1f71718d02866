#pragma once

#include <QTest>

namespace waferscope {

/// A test class of this program, known by the name of its source. All of a folder's test classes are one program,
/// linked once; each runs in a process of its own all the same.
class TestClass {
public:
    using Run = int (*)(int count, char** arguments);

    /// Made before main() by the macros below. `source` is the path of the test's source.
    TestClass(const char* source, Run run);
};

/// Runs a test class as Qt Test's own main() would, without an application.
template <class TestObject>
int runTest(int count, char** arguments)
{
    TestObject test;
    return QTest::qExec(&test, count, arguments);
}

/// The same within an application. TestObject::initMain(), if there is one, comes first: it sets the environment.
template <class Application, class TestObject>
int runTestIn(int count, char** arguments)
{
    if constexpr (requires { TestObject::initMain(); })
        TestObject::initMain();
    Application application(count, arguments);
    application.setAttribute(Qt::AA_Use96Dpi);
    return runTest<TestObject>(count, arguments);
}

} // namespace waferscope

/// Stands once at the end of every *_test.cpp: WAFERSCOPE_TEST(waferscope::NameTest)
#define WAFERSCOPE_TEST(TestObject)                                                                                    \
    static const waferscope::TestClass kTestClass{__FILE__, waferscope::runTest<TestObject>};

/// For a test that needs an application: WAFERSCOPE_TEST_IN(QApplication, waferscope::NameTest)
#define WAFERSCOPE_TEST_IN(Application, TestObject)                                                                    \
    static const waferscope::TestClass kTestClass{__FILE__, waferscope::runTestIn<Application, TestObject>};
