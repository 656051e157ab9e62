package io.github.expectfilter.sample;

import java.nio.file.Path;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication(proxyBeanMethods = false)
class SampleApplication {

    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }

    // A String, because Spring's conversion to a Path looks for a relative path on the class path first.
    @Bean
    FileStore fileStore(@Value("${sample.folder}") String folder) {
        return new FileStore(Path.of(folder));
    }
}
